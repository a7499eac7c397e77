using System.Text;
using Tta.Model;

namespace Tta.Storage.LabelSets;

/// <summary>
/// Label sets by dense id, with postings per label pair. Names and values are interned: every string exists once. Not thread-safe;
/// used under the lock of the store.
/// </summary>
internal sealed class LabelIndex
{
    private readonly ByteKeyTable _keys = new();
    private readonly List<Labels> _labels = [];
    private readonly Dictionary<string, LabelValues> _names = new(StringComparer.Ordinal);
    private readonly LabelsBuilder _builder = new();
    private readonly MatcherCache _matchers = new();
    private readonly LabelOrder _order;
    private char[] _text = new char[256];

    public LabelIndex() => _order = new LabelOrder(this);

    public int Count => _keys.Count;

    public IReadOnlyDictionary<string, LabelValues> Names => _names;

    public Labels this[int id] => _labels[id];

    public ReadOnlyMemory<byte> Key(int id) => _keys[id];

    /// <summary>Id of a label set, or -1.</summary>
    public int Find(ReadOnlySpan<byte> encoded) => _keys.Find(encoded);

    /// <summary>Adds a label set that is known to be new and well-formed.</summary>
    public int Add(ReadOnlySpan<byte> encoded)
    {
        int id = _keys.GetOrAdd(encoded, out _);
        _builder.Clear();
        ReadOnlySpan<byte> rest = encoded;
        while (EncodedLabels.TryRead(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            LabelValues values = ValuesOf(Decode(name));
            Posting posting = values.GetOrAdd(Decode(value));
            posting.Add(id);
            _builder.Set(values.Name, posting.Value);
        }

        _labels.Add(_builder.Build());
        return id;
    }

    /// <summary>Ids, rising, of the label sets that satisfy all matchers.</summary>
    public List<int> Select(IReadOnlyList<LabelMatcher> matchers)
    {
        var restricting = new List<IdSet>();
        var excluded = new List<IdSet>();
        foreach (LabelMatcher matcher in matchers)
        {
            _names.TryGetValue(matcher.Name, out LabelValues? values);
            if (matcher.MatchesEmpty)
            {
                if (values is not null)
                {
                    excluded.Add(IdSet.Union(_matchers.Matching(matcher, values, negate: true), Count));
                }
            }
            else if (values is null)
            {
                return [];
            }
            else
            {
                restricting.Add(IdSet.Union(_matchers.Matching(matcher, values, negate: false), Count));
            }
        }

        return IdSet.Intersect(restricting, excluded, Count);
    }

    /// <summary>Ids, rising, of the label sets that satisfy any of the matcher sets; all of them when there is no set.</summary>
    public List<int> SelectAny(IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets)
    {
        if (matcherSets.Count == 0)
        {
            return Select([]);
        }

        List<int> first = Select(matcherSets[0]);
        if (matcherSets.Count == 1)
        {
            return first;
        }

        var all = new SortedSet<int>(first);
        for (int i = 1; i < matcherSets.Count; i++)
        {
            all.UnionWith(Select(matcherSets[i]));
        }

        return [.. all];
    }

    /// <summary>Sorts ids by their label sets.</summary>
    public void Sort(List<int> ids) => _order.Sort(ids);

    private LabelValues ValuesOf(ReadOnlySpan<char> name)
    {
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(name, out LabelValues? values))
        {
            values = new LabelValues(name.ToString());
            _names.Add(values.Name, values);
        }

        return values;
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _text.Length)
        {
            _text = new char[utf8.Length];
        }

        return _text.AsSpan(0, Encoding.UTF8.GetChars(utf8, _text));
    }
}
