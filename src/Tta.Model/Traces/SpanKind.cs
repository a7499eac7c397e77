namespace Tta.Model;

/// <summary>Role of a span in a call; the numbers are those of OTLP.</summary>
public enum SpanKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Work inside a process.</summary>
    Internal = 1,

    /// <summary>Serves a request.</summary>
    Server = 2,

    /// <summary>Sends a request.</summary>
    Client = 3,

    /// <summary>Sends a message.</summary>
    Producer = 4,

    /// <summary>Handles a message.</summary>
    Consumer = 5,
}
