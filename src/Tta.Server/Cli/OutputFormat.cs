namespace Tta.Server.Cli;

/// <summary>How a command prints its result.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>The answer of the API as it came.</summary>
    Json,

    /// <summary>RFC 4180.</summary>
    Csv,
}
