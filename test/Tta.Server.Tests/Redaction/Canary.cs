using System.Text.Json;

namespace Tta.Server.Tests.Redaction;

/// <summary>One text that must not come out.</summary>
/// <param name="Value">The secret or personal data.</param>
/// <param name="Number">Tells it apart, in ids.</param>
internal sealed record Canary(string Value, int Number)
{
    /// <summary>With harmless text before it.</summary>
    public string Text => $"{Canaries.Neighbour} {Value}";

    /// <summary>The text as it stands in JSON.</summary>
    public string Json => JsonEncodedText.Encode(Text).ToString();
}
