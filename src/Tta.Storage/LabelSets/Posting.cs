namespace Tta.Storage.LabelSets;

/// <summary>Ids, rising, of the label sets that have one label pair.</summary>
internal sealed class Posting(string value)
{
    private int[] _ids = new int[1];

    public string Value { get; } = value;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Ids only rise.</summary>
    public void Add(int id)
    {
        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
        }

        _ids[Count++] = id;
    }
}
