using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>
/// The one place where secrets are taken out of what leaves the process: spans, logs, metric labels, model calls, problems.
/// Thread-safe. A text without anything to hide comes back as the same instance, without allocation.
/// </summary>
internal sealed class Redactor
{
    /// <summary>What is left of a text whose redaction failed: nothing.</summary>
    public const string FullyMasked = "<fully masked due to failed mask function>";

    private readonly string[] _secrets;
    private readonly SearchValues<string>? _secretValues;
    private readonly RedactionRule[] _rules;
    private readonly bool _personalData;
    private readonly Func<string, string>? _mask;

    public Redactor(RedactionOptions options, IReadOnlyDictionary<string, string> environment)
    {
        _rules = [.. options.Rules];
        _personalData = options.PersonalData;
        _mask = options.Mask;
        _secrets = options.SecretValues.Where(static value => value.Length > 0)
            .Concat(SecretNames.SecretValuesOf(environment))
            .SelectMany(Spellings)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(static value => value.Length)
            .ToArray();
        _secretValues = _secrets.Length == 0 ? null : SearchValues.Create(_secrets, StringComparison.Ordinal);
    }

    /// <summary>Values that are hidden wherever they stand, in the spellings they may have.</summary>
    public IReadOnlyList<string> SecretValues => _secrets;

    /// <summary>Hides what must not leave the process. When that fails nothing of the text is left.</summary>
    public string Text(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        try
        {
            string hidden = Plain(text);
            if (hidden.Contains('%', StringComparison.Ordinal))
            {
                // What an address spells with % is as readable as it is without.
                string spelled = Uri.UnescapeDataString(hidden);
                string safe = Plain(spelled);
                hidden = string.Equals(safe, spelled, StringComparison.Ordinal) ? hidden : safe;
            }

            hidden = _mask?.Invoke(hidden) ?? hidden;
            return string.Equals(hidden, text, StringComparison.Ordinal) ? text : hidden;
        }
        catch (Exception)
        {
            // A mask function may throw anything; what it was asked to hide must not leave all the same.
            return FullyMasked;
        }
    }

    /// <summary>Hides what must not leave in an attribute: the whole value by name, or parts of it by content.</summary>
    /// <returns>The same instance when there is nothing to hide.</returns>
    public object? Attribute(string name, object? value) =>
        value switch
        {
            null or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => value,
            _ when SecretNames.IsSecretAttribute(name) => SecretPatterns.Replacement,
            string text => Text(text),
            string?[] texts => Texts(texts),
            bool[] or int[] or long[] or double[] => value,
            char or Enum or Guid or DateTime or DateTimeOffset or TimeSpan => value,
            // An object that is written by its ToString is written now: what was checked is what leaves.
            _ => Text(Written(value)),
        };

    /// <summary>Hides what must not leave in a span, in place: name, status, attributes, events and links.</summary>
    public void Span(Activity span)
    {
        span.DisplayName = Text(span.DisplayName);
        if (span.StatusDescription is { Length: > 0 } description)
        {
            string hidden = Text(description);
            if (!ReferenceEquals(hidden, description))
            {
                span.SetStatus(span.Status, hidden);
            }
        }

        Attributes(span.EnumerateTagObjects());
        foreach (ref ActivityEvent item in span.EnumerateEvents())
        {
            Attributes(item.EnumerateTagObjects());
            string name = Text(item.Name);
            if (!ReferenceEquals(name, item.Name))
            {
                item = new ActivityEvent(name, item.Timestamp, [.. item.Tags]);
            }
        }

        foreach (ref ActivityLink link in span.EnumerateLinks())
        {
            Attributes(link.EnumerateTagObjects());
        }
    }

    /// <summary>An object as text; never throws.</summary>
    public static string Written(object value)
    {
        try
        {
            return (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
        }
        catch (Exception)
        {
            // The application's object cannot say what it is; that is no reason to end the application.
            return FullyMasked;
        }
    }

    private string Plain(string text)
    {
        string hidden = SecretPatterns.Hide(HideSecretValues(text));
        foreach (RedactionRule rule in _rules)
        {
            hidden = rule.Pattern.Replace(hidden, $"[redacted:{rule.Name.Replace("$", "$$", StringComparison.Ordinal)}]");
        }

        return _personalData ? PersonalData.Hide(hidden) : hidden;
    }

    private void Attributes(Activity.Enumerator<KeyValuePair<string, object?>> attributes)
    {
        foreach (ref KeyValuePair<string, object?> attribute in attributes)
        {
            object? hidden = Attribute(attribute.Key, attribute.Value);
            if (!ReferenceEquals(hidden, attribute.Value))
            {
                attribute = new KeyValuePair<string, object?>(attribute.Key, hidden);
            }
        }
    }

    private string?[] Texts(string?[] texts)
    {
        string?[] result = texts;
        for (int i = 0; i < texts.Length; i++)
        {
            string? hidden = texts[i] is { } text ? Text(text) : null;
            if (!ReferenceEquals(hidden, texts[i]))
            {
                result = ReferenceEquals(result, texts) ? (string?[])texts.Clone() : result;
                result[i] = hidden;
            }
        }

        return result;
    }

    private string HideSecretValues(string text)
    {
        if (_secretValues is null)
        {
            return text;
        }

        int at = text.AsSpan().IndexOfAny(_secretValues);
        if (at < 0)
        {
            return text;
        }

        var hidden = new StringBuilder(text.Length);
        int start = 0;
        while (at >= 0)
        {
            hidden.Append(text, start, at).Append(SecretPatterns.Replacement);
            start += at + LengthOfSecretAt(text.AsSpan(start + at));
            at = text.AsSpan(start).IndexOfAny(_secretValues);
        }

        return hidden.Append(text, start, text.Length - start).ToString();
    }

    private int LengthOfSecretAt(ReadOnlySpan<char> text)
    {
        foreach (string secret in _secrets)
        {
            if (text.StartsWith(secret, StringComparison.Ordinal))
            {
                return secret.Length;
            }
        }

        throw new UnreachableException("the search found a secret that is none of the secrets");
    }

    // The forms a value takes on its way: as it is, in an address, in a JSON string.
    private static IEnumerable<string> Spellings(string value) =>
        [
            value,
            Uri.EscapeDataString(value),
            JsonEncodedText.Encode(value).ToString(),
            JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ];
}
