namespace Tta.Agent.Forwarding;

/// <summary>Where model calls are forwarded to, and how.</summary>
public sealed record LangfuseForwarderOptions
{
    /// <summary>Address of the Langfuse server, such as https://langfuse.example.com; a path before <c>/api/public</c> is kept.</summary>
    public required Uri Url { get; init; }

    /// <summary>Public key of the project.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Secret key of the project.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Most bytes of events in one request. Default 3,000,000; Langfuse's own clients stay below 3.5 MB.</summary>
    public int MaxRequestBytes { get; init; } = 3_000_000;

    /// <summary>Most events in one request. Default 1,000.</summary>
    public int MaxRequestEvents { get; init; } = 1_000;

    /// <summary>How long a request may take. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Draws the jitter of waits.</summary>
    public Random Random { get; init; } = Random.Shared;
}
