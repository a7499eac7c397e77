using System.Globalization;

namespace DocumentAnalysis;

/// <summary>
/// An endless pile of business documents, the same for the same seed. Of each twelve, two are sent in a second time and one is a
/// scan that cannot be read.
/// </summary>
internal sealed class DocumentSource(int seed)
{
    private const int BatchSize = 12;
    private const int UnreadablePosition = 9;
    private static readonly Dictionary<int, int> s_resent = new() { [10] = 0, [11] = 2 };

    /// <summary>The document at a position of the pile, from 0.</summary>
    public Document At(int index)
    {
        int position = index % BatchSize;
        string id = string.Create(CultureInfo.InvariantCulture, $"doc-{index + 1:000}");
        if (position == UnreadablePosition)
        {
            return new Document(id, "scan", "Delivery note (scan)", "");
        }

        int original = s_resent.GetValueOrDefault(position, position);
        Facts facts = new(seed, batch: index / BatchSize, original);
        (string kind, string title, string text) = Letters.Write(original, facts);
        return new Document(id, kind, title, text);
    }
}
