using System.CommandLine;
using System.Net;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Server.Forwarding;
using Tta.Server.Hosting;
using Tta.Server.Redaction;
using Tta.Storage;

namespace Tta.Server.Cli;

/// <summary>The options of the commands that run a server.</summary>
internal sealed class ServerArguments
{
    private const long DefaultRetentionBytes = 512L << 20;

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data directory (default: $TTA_DATA, else $XDG_DATA_HOME/tta, else ~/.local/share/tta)",
        HelpName = "DIR",
    };

    private readonly Option<int> _portOffset = new("--port-offset") { Description = "Added to every port", HelpName = "N" };

    private readonly Option<string[]> _config = new("--config")
    {
        Description = "Prometheus configuration file (.yml) with what to scrape; may be given several times",
        HelpName = "FILE",
    };

    private readonly Option<IPAddress?> _listen = new("--listen")
    {
        Description = "Address to listen on instead of loopback; needs a token",
        HelpName = "ADDR",
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
            {
                return address;
            }

            result.AddError($"--listen {result.Tokens[0].Value}: not an IP address; use for example 0.0.0.0 or 192.168.1.10");
            return null;
        },
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Secret that every request must carry; better set in TTA_TOKEN, where process lists do not show it",
        HelpName = "SECRET",
    };

    private readonly Option<string[]> _allowHost = new("--allow-host")
    {
        Description = "Host name that requests may use beside localhost; may be given several times",
        HelpName = "NAME",
    };

    private readonly Option<bool> _strictPorts = new("--strict-ports") { Description = "Do not start when a port is taken" };

    private readonly DurationOption _scrapeInterval = new("--scrape-interval", "Time between two scrapes of the built-in targets", TimeSpan.FromSeconds(15));

    private readonly DurationOption _retention = new("--retention", "Keep data for so long", TimeSpan.FromDays(15));

    private readonly Option<long?> _retentionSize = new("--retention-size")
    {
        Description = "Keep so much data of each signal; the oldest goes first (default: 512MiB)",
        HelpName = "SIZE",
        CustomParser = static result =>
        {
            if (SizeText.TryParse(result.Tokens[0].Value, out long sizeBytes))
            {
                return sizeBytes;
            }

            result.AddError($"{result.Tokens[0].Value} is not a size; use for example 64MiB or 1.5GiB");
            return null;
        },
    };

    private readonly Option<Durability?> _durability = new("--durability")
    {
        Description = "group: acknowledged data survives the death of the process at once and a power failure after a second; "
            + "strict: a power failure at once (default: group)",
        HelpName = "group|strict",
        CustomParser = static result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "group":
                    return Durability.Group;
                case "strict":
                    return Durability.Strict;
                default:
                    result.AddError($"--durability {result.Tokens[0].Value}: expected group or strict");
                    return null;
            }
        },
    };

    private readonly Option<string?> _spanMetrics = new("--span-metrics")
    {
        Description = "Metrics made from spans, with the names of Tempo or of the Collector's span metrics connector (default: tempo)",
        HelpName = "off|tempo|connector",
        CustomParser = static result =>
        {
            if (result.Tokens[0].Value is "off" or "tempo" or "connector")
            {
                return result.Tokens[0].Value;
            }

            result.AddError($"--span-metrics {result.Tokens[0].Value}: expected off, tempo or connector");
            return null;
        },
    };

    private readonly Option<string?> _redact = new("--redact")
    {
        Description = "What is hidden in all that comes in, before it is stored: keys, tokens and passwords; personal data too; or nothing (default: secrets)",
        HelpName = "secrets|all|off",
        CustomParser = static result =>
        {
            if (result.Tokens[0].Value is "secrets" or "all" or "off")
            {
                return result.Tokens[0].Value;
            }

            result.AddError($"--redact {result.Tokens[0].Value}: expected secrets, all or off");
            return null;
        },
    };

    private readonly Option<bool> _noContent = new("--no-content") { Description = "Keep no texts of prompts, completions and tools, only what is measured of them" };

    private readonly Option<string?> _forwardLangfuse = new("--forward-langfuse")
    {
        Description = $"Forward model calls to this Langfuse server; the keys of a project there come from {LangfuseReceiver.PublicKeyName} and {LangfuseReceiver.SecretKeyName}",
        HelpName = "URL",
    };

    private readonly Option<Limits?> _limits = LimitSettings.Option();

    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)
            [_data, _portOffset, _config, _listen, _token, _allowHost, _strictPorts, _scrapeInterval, _spanMetrics, _retention, _retentionSize, _durability, _redact, _noContent,
                _forwardLangfuse, _limits])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The data directory that was asked for, or null.</summary>
    public string? DataDirectory(ParseResult parsed) => parsed.GetValue(_data);

    public ServerOptions Read(ParseResult parsed, string defaultDataDirectory) => new()
    {
        DataDirectory = Path.GetFullPath(parsed.GetValue(_data) ?? defaultDataDirectory),
        PortOffset = parsed.GetValue(_portOffset),
        ConfigFiles = parsed.GetValue(_config) ?? [],
        Listen = parsed.GetValue(_listen),
        Token = parsed.GetValue(_token) ?? NullIfEmpty(Environment.GetEnvironmentVariable("TTA_TOKEN")),
        AllowedHosts = parsed.GetValue(_allowHost) ?? [],
        StrictPorts = parsed.GetValue(_strictPorts),
        ScrapeInterval = _scrapeInterval.Value(parsed),
        SpanMetrics = parsed.GetValue(_spanMetrics) switch
        {
            "off" => null,
            "connector" => SpanMetricsStyle.Connector,
            _ => SpanMetricsStyle.Tempo,
        },
        RetentionTime = _retention.Value(parsed),
        RetentionBytes = parsed.GetValue(_retentionSize) ?? DefaultRetentionBytes,
        Durability = parsed.GetValue(_durability) ?? Durability.Group,
        Redaction = parsed.GetValue(_redact) switch
        {
            "off" => RedactionMode.Off,
            "all" => RedactionMode.All,
            _ => RedactionMode.Secrets,
        },
        KeepContent = !parsed.GetValue(_noContent),
        ForwardLangfuse = LangfuseReceiver.From(parsed.GetValue(_forwardLangfuse), Environment.GetEnvironmentVariable),
        Limits = parsed.GetValue(_limits) ?? new Limits(),
    };

    /// <summary>Where data lies unless something else is asked for.</summary>
    public static string DefaultDataDirectory()
    {
        if (NullIfEmpty(Environment.GetEnvironmentVariable("TTA_DATA")) is { } data)
        {
            return data;
        }

        string home = NullIfEmpty(Environment.GetEnvironmentVariable("XDG_DATA_HOME"))
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(home, "tta");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
