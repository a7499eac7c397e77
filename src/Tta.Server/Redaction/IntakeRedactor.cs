using System.Buffers;
using System.Collections;
using System.Text;
using Tta.Observability;
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Redaction;

/// <summary>
/// The one place where secrets are taken out of what comes in, before anything of it is written, shown or logged. The forms are those of the
/// libraries. Thread-safe.
/// </summary>
internal sealed class IntakeRedactor
{
    // A text this short is no secret.
    private const int MinLength = 7;
    private const int MaxNesting = 8;

    // How JSON may spell a character that stands for itself.
    private const string EscapedAscii = @"\u00";

    private readonly Redactor? _redactor;
    private readonly bool _isPersonal;
    private readonly TextFilter? _inTexts;
    private readonly TextFilter? _inMessages;
    private readonly TextFilter? _inLabels;

    private IntakeRedactor(ServerOptions options, IReadOnlyDictionary<string, string> environment)
    {
        KeepsContent = options.KeepContent;
        if (options.Redaction == RedactionMode.Off)
        {
            return;
        }

        _isPersonal = options.Redaction == RedactionMode.All;
        var hidden = new RedactionOptions { PersonalData = _isPersonal };
        if (options.Token is { Length: > 0 } token)
        {
            hidden.SecretValues.Add(token);
        }

        _redactor = new Redactor(hidden, environment);
        _inTexts = new TextFilter(_redactor.SecretValues, text => SecretPatterns.MayHold(text));
        SearchValues<string> anchors = SearchValues.Create([.. SecretPatterns.Anchors, .. SecretNames.Anchors, EscapedAscii], StringComparison.OrdinalIgnoreCase);
        _inMessages = new TextFilter(_redactor.SecretValues, text => HasAnchor(text, anchors) || HasAddress(text));
        _inLabels = new TextFilter(_redactor.SecretValues, text => text.ContainsAny(anchors) || HasAddress(text));
    }

    /// <summary>Whether texts of prompts, completions and tools are kept.</summary>
    public bool KeepsContent { get; }

    /// <summary>Texts that were changed; null where nobody counts.</summary>
    public Counter? Hidden { get; init; }

    /// <summary>The redactor that the options ask for; null when everything is kept as it is.</summary>
    public static IntakeRedactor? Create(ServerOptions options, Counter? hidden = null)
    {
        if (options is { Redaction: RedactionMode.Off, KeepContent: true })
        {
            return null;
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return new IntakeRedactor(options, environment) { Hidden = hidden };
    }

    /// <summary>False for a message of OTLP of which nothing can have to be hidden. One pass over the bytes.</summary>
    public bool MayHold(ReadOnlySpan<byte> message) => MayHold(message, _inMessages);

    /// <summary>The same for a set of labels.</summary>
    public bool MayHoldInLabels(ReadOnlySpan<byte> labels) => MayHold(labels, _inLabels);

    /// <summary>The text without what is to be hidden; null when it stays as it is.</summary>
    public string? Hide(ReadOnlySpan<byte> utf8)
    {
        if (_redactor is null || utf8.Length < MinLength || !(_isPersonal || FilterOf((char)utf8[0]).MayMatch(utf8)))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(utf8);
        string hidden = Text(text);
        return ReferenceEquals(hidden, text) ? null : hidden;
    }

    /// <summary>The text without what is to be hidden; the same instance when it stays as it is.</summary>
    public string Text(string text) => Text(text, 0);

    /// <summary>The same for a text that may be absent.</summary>
    public string? Optional(string? text) => text is null ? null : Text(text);

    /// <summary>A JSON document without what is to be hidden; the same instance when it stays as it is, or is none.</summary>
    public byte[] Json(byte[] utf8Json)
    {
        if (_redactor is not null)
        {
            JsonRedaction.TryHide(utf8Json, Text, IsSecret, out utf8Json);
        }

        return utf8Json;
    }

    /// <summary>Whether the value of an attribute, label or member of this name is hidden whole.</summary>
    public bool IsSecret(string name) => _redactor is not null && SecretNames.IsSecretAttribute(name);

    /// <summary>The value of an attribute, label or member without what is to be hidden; hidden whole where the name says that it is secret.</summary>
    public string Value(string name, string value) => value.Length > 0 && IsSecret(name) ? SecretPatterns.Replacement : Text(value);

    private bool MayHold(ReadOnlySpan<byte> bytes, TextFilter? filter) =>
        !KeepsContent || (filter is not null && ((_isPersonal && bytes.Length >= MinLength) || filter.MayMatch(bytes)));

    // Every model call says its tokens, in names that no secret has: those end in "token". The byte behind a name is part of it here, because
    // no field of a message begins with an "s" or a "_"; sets of labels have the length of the value there.
    private static bool HasAnchor(ReadOnlySpan<char> text, SearchValues<string> anchors)
    {
        int at;
        while ((at = text.IndexOfAny(anchors)) >= 0)
        {
            ReadOnlySpan<char> found = text[at..];
            if (!found.StartsWith("tokens", StringComparison.OrdinalIgnoreCase) && !found.StartsWith("token_count", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            text = found["token".Length..]; // What begins behind it may be an anchor of its own.
        }

        return false;
    }

    // Passwords stand in addresses.
    private static bool HasAddress(ReadOnlySpan<char> text) => text.Contains('@') && text.Contains("://", StringComparison.Ordinal);

    private string Text(string text, int nesting)
    {
        if (_redactor is null || text.Length < MinLength || !(_isPersonal || FilterOf(text[0]).MayMatch(text)))
        {
            return text;
        }

        string hidden = IsStructure(text[0]) && nesting < MaxNesting
            && JsonRedaction.TryHide(Encoding.UTF8.GetBytes(text), inner => Text(inner, nesting + 1), IsSecret, out byte[] json)
                ? Encoding.UTF8.GetString(json)
                : _redactor.Text(text);
        if (string.Equals(hidden, text, StringComparison.Ordinal))
        {
            return text;
        }

        Hidden?.Add(1);
        return hidden;
    }

    // Members of JSON are secrets by their names too.
    private TextFilter FilterOf(char first) => IsStructure(first) ? _inMessages! : _inTexts!;

    private static bool IsStructure(char first) => first is '{' or '[';
}
