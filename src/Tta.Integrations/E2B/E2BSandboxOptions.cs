using System.Text.Json;

namespace Tta.Integrations;

/// <summary>What kind of sandbox to start. Immutable.</summary>
public sealed record E2BSandboxOptions
{
    /// <summary>Template. Default: <c>code-interpreter-v1</c>.</summary>
    public string Template { get; init; } = "code-interpreter-v1";

    /// <summary>Time until the sandbox ends by itself; whole seconds. Default: 5 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether code in the sandbox reaches the internet. Default: true.</summary>
    public bool AllowInternet { get; init; } = true;

    /// <summary>Environment of everything that runs in the sandbox. The place for secrets. Default: empty.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the sandbox, to find it again. Default: empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("templateID", Template);
        writer.WriteNumber("timeout", (long)Lifetime.TotalSeconds);
        writer.WriteBoolean("secure", true);
        writer.WriteBoolean("allow_internet_access", AllowInternet);
        WriteMap("envVars", Environment);
        WriteMap("metadata", Metadata);
        writer.WriteEndObject();

        void WriteMap(string name, IReadOnlyDictionary<string, string> map)
        {
            writer.WriteStartObject(name);
            foreach ((string key, string value) in map)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }
    }
}
