using System.Collections;
using System.Globalization;

namespace Tta.Observability;

/// <summary>
/// Typed reading of environment variables. As OpenTelemetry asks, an empty variable counts as absent and an unusable one is
/// reported and ignored.
/// </summary>
internal sealed class EnvironmentSettings(IReadOnlyDictionary<string, string> variables, ProblemLog problems)
{
    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    /// <summary>The first of the variables that is set.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (variables.TryGetValue(name, out string? value) && !string.IsNullOrWhiteSpace(value))
            {
                return value.Trim();
            }
        }

        return null;
    }

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1" => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" => false,
        var text => Ignored<bool>(name, text, "true or false"),
    };

    public int? Number(string name, int min, int max = int.MaxValue) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max => value,
        var text => Ignored<int>(name, text, max == int.MaxValue ? $"a whole number from {min}" : $"a whole number from {min} to {max}"),
    };

    public double? Ratio(string name) => Text(name) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1 => value,
        var text => Ignored<double>(name, text, "a number from 0 to 1"),
    };

    /// <summary>A time in seconds, more than 0 and at most a day.</summary>
    public TimeSpan? Seconds(string name) => Text(name) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 86_400 => TimeSpan.FromSeconds(seconds),
        var text => Ignored<TimeSpan>(name, text, "seconds, more than 0 and at most 86400"),
    };

    public Uri? Address(string name) => Text(name) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out Uri? value) && value.Scheme is "http" or "https" => value,
        var text => IgnoredText<Uri>(name, text, "an address such as http://127.0.0.1:4318"),
    };

    /// <summary>A list of <c>key=value</c> pairs, percent-decoded, as in <c>OTEL_RESOURCE_ATTRIBUTES</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string name)
    {
        if (Text(name) is not { } text)
        {
            return [];
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Report("setting-ignored", $"{name}: '{pair}' is not of the form key=value and is ignored");
                continue;
            }

            pairs.Add(new(Uri.UnescapeDataString(pair[..equals].Trim()), Uri.UnescapeDataString(pair[(equals + 1)..].Trim())));
        }

        return pairs;
    }

    /// <summary>One of several words, or null.</summary>
    public string? Word(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name)?.ToLowerInvariant() is not { } text)
        {
            return null;
        }

        foreach (string word in allowed)
        {
            if (string.Equals(word, text, StringComparison.Ordinal))
            {
                return word;
            }
        }

        return IgnoredText<string>(name, text, string.Join(", ", allowed!));
    }

    /// <summary>A list of words, for example <c>otlp,console</c>.</summary>
    public IReadOnlyList<string>? Words(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name)?.ToLowerInvariant() is not { } text)
        {
            return null;
        }

        var words = new List<string>();
        foreach (string word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (allowed.Contains(word))
            {
                words.Add(word);
            }
            else
            {
                IgnoredText<string>(name, word, string.Join(", ", allowed!));
            }
        }

        return words;
    }

    private T? Ignored<T>(string name, string text, string expected)
        where T : struct
    {
        Report(name, text, expected);
        return null;
    }

    private T? IgnoredText<T>(string name, string text, string expected)
        where T : class
    {
        Report(name, text, expected);
        return null;
    }

    /// <summary>Words separated by commas; empty when the variable is not set.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Says that a setting cannot be used.</summary>
    public void Ignore(string name, string text, string expected) => Report(name, text, expected);

    private void Report(string name, string text, string expected) =>
        problems.Report("setting-ignored", $"{name}='{text}' is ignored: expected {expected}");
}
