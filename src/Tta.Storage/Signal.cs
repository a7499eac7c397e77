namespace Tta.Storage;

/// <summary>What a store holds; the numbers are those of the segment header (docs/formats/wal.md).</summary>
public enum Signal
{
    /// <summary>Samples of series.</summary>
    Metrics = 1,

    /// <summary>Spans.</summary>
    Traces = 2,

    /// <summary>Log entries of streams.</summary>
    Logs = 3,

    /// <summary>Calls of models.</summary>
    Llm = 4,

    /// <summary>Prompts, datasets and the like.</summary>
    Registry = 5,

    /// <summary>What is to be sent to another server.</summary>
    Forward = 6,
}
