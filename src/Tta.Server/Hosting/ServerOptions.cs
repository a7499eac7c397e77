using System.Net;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Server.Forwarding;
using Tta.Server.Redaction;
using Tta.Storage;

namespace Tta.Server.Hosting;

/// <summary>How to run the server. Immutable.</summary>
internal sealed record ServerOptions
{
    public required string DataDirectory { get; init; }

    /// <summary>Added to every default port.</summary>
    public int PortOffset { get; init; }

    /// <summary>True lets the system choose every port; for tests and embedding.</summary>
    public bool AnyPorts { get; init; }

    /// <summary>Address to listen on; null = loopback, IPv4 and IPv6.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>Secret that every request must carry; required beyond loopback.</summary>
    public string? Token { get; init; }

    /// <summary>True makes a taken port fatal.</summary>
    public bool StrictPorts { get; init; }

    /// <summary>Host names, beside those of loopback, that requests may name.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Configuration files, in the order given.</summary>
    public IReadOnlyList<string> ConfigFiles { get; init; } = [];

    /// <summary>Time between two scrapes of the built-in targets. Default 15 s.</summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Names of the metrics made from spans; null makes none. Default: Tempo's.</summary>
    public SpanMetricsStyle? SpanMetrics { get; init; } = SpanMetricsStyle.Tempo;

    /// <summary>How long data is kept. Default 15 days.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How much data of each signal is kept, bytes. Default 512 MiB.</summary>
    public long RetentionBytes { get; init; } = 512L << 20;

    /// <summary>What an acknowledgement promises.</summary>
    public Durability Durability { get; init; } = Durability.Group;

    /// <summary>What is hidden in everything that comes in. Default: keys, tokens and passwords.</summary>
    public RedactionMode Redaction { get; init; } = RedactionMode.Secrets;

    /// <summary>Whether texts of prompts, completions and tools are kept. Default true.</summary>
    public bool KeepContent { get; init; } = true;

    /// <summary>Where model calls are forwarded to; null = nowhere.</summary>
    public LangfuseReceiver? ForwardLangfuse { get; init; }

    public Limits Limits { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Port of an API whose default port is given; 0 = any.</summary>
    public int PortOf(int defaultPort) => AnyPorts ? 0 : defaultPort + PortOffset;

    /// <summary>True when nothing but this machine can connect.</summary>
    public bool IsLoopback => Listen is null || IPAddress.IsLoopback(Listen);
}
