namespace Tta.Server.Ingest;

/// <summary>How a request to store data ended; each protocol has its own word for it.</summary>
internal enum IngestStatus
{
    /// <summary>Stored, perhaps without some refused items.</summary>
    Ok,

    /// <summary>The body is unusable; sending it again does not help.</summary>
    BadData,

    /// <summary>The body is larger than a limit; sending it again does not help.</summary>
    TooLarge,

    /// <summary>The body is in an encoding that is not supported.</summary>
    UnsupportedEncoding,

    /// <summary>Not now: overload or disk. Sending it again later helps.</summary>
    Unavailable,
}
