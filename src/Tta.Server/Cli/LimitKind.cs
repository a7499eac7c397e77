namespace Tta.Server.Cli;

/// <summary>How the value of a limit is written.</summary>
internal enum LimitKind
{
    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Bytes: 65536, 64KiB, 4MiB, 1GiB.</summary>
    Size,

    /// <summary>A duration: 30s, 1h30m.</summary>
    Duration,

    /// <summary>A number such as 0.02.</summary>
    Ratio,
}
