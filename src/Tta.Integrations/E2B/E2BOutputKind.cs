namespace Tta.Integrations;

/// <summary>What a piece of output is.</summary>
public enum E2BOutputKind
{
    /// <summary>Written to standard output.</summary>
    StandardOutput,

    /// <summary>Written to standard error.</summary>
    StandardError,

    /// <summary>A value that was displayed or is the last one of the code.</summary>
    Result,

    /// <summary>The code failed.</summary>
    Error,
}
