using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Code to run in a sandbox. Immutable.</summary>
/// <param name="Code">The code. Secrets do not belong here but into <see cref="Environment"/>.</param>
public sealed record E2BCode(string Code)
{
    // Shorter values are more likely words than secrets.
    private const int MinSecretLength = 8;

    /// <summary>Language: <c>python</c>, <c>javascript</c>, <c>typescript</c>, <c>r</c>, <c>java</c> or <c>bash</c>. Default: <c>python</c>.</summary>
    public string Language { get; init; } = "python";

    /// <summary>Environment variables of this run. The place for secrets. Default: empty.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest time to wait for the end. Default: 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Characters of output that are kept; the rest is dropped and <see cref="E2BCodeResult.IsTruncated"/> says so. Default: 1,000,000.</summary>
    public int MaxOutputLength { get; init; } = 1_000_000;

    /// <summary>Length and language only: code may hold what belongs in no log.</summary>
    public override string ToString() => $"{Language}, {Code.Length} characters";

    /// <exception cref="ArgumentException">The code holds the value of one of its environment variables.</exception>
    internal E2BCode Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Code);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        foreach ((string name, string value) in Environment)
        {
            if (value.Length >= MinSecretLength && Code.Contains(value, StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"the code holds the value of the environment variable {name}: read the variable in the code instead, "
                    + "so that the value is neither logged nor shown");
            }
        }

        return this;
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code", Code);
        writer.WriteString("language", Language);
        writer.WriteStartObject("env_vars");
        foreach ((string name, string value) in Environment)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
