using System.Text;

namespace Tta.Observability.Tests.Fakes;

/// <summary>One request a fake receiver got; the body is unzipped.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the body holds this text, in whatever encoding surrounds it.</summary>
    public bool Holds(string text) => Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
