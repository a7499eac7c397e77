namespace Tta.Storage.LabelSets;

/// <summary>The distinct values of one label name, each with its posting.</summary>
internal sealed class LabelValues(string name)
{
    private readonly Dictionary<string, Posting> _byValue = new(StringComparer.Ordinal);
    private readonly List<Posting> _postings = [];

    public string Name { get; } = name;

    /// <summary>In order of first appearance, so that a cache can go on where it stopped.</summary>
    public IReadOnlyList<Posting> Postings => _postings;

    public Posting? Find(string value) => _byValue.GetValueOrDefault(value);

    public Posting GetOrAdd(ReadOnlySpan<char> value)
    {
        var lookup = _byValue.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(value, out Posting? posting))
        {
            return posting;
        }

        posting = new Posting(value.ToString());
        _byValue.Add(posting.Value, posting);
        _postings.Add(posting);
        return posting;
    }
}
