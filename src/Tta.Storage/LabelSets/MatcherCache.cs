using Tta.Model;
using MatchType = Tta.Model.MatchType;

namespace Tta.Storage.LabelSets;

/// <summary>
/// Which values of a label satisfy a regular expression. Values are only ever added to a label, so a known expression looks at the
/// new ones alone. The least recently used expression makes room.
/// </summary>
internal sealed class MatcherCache
{
    private const int MaxExpressions = 256;

    private readonly Dictionary<(string Name, string Pattern), Entry> _entries = [];
    private long _use;

    /// <summary>Postings of the values that satisfy the matcher, or with <paramref name="negate"/> of those that do not.</summary>
    public List<Posting> Matching(LabelMatcher matcher, LabelValues values, bool negate)
    {
        bool isNegative = matcher.Type is MatchType.NotEqual or MatchType.NotRegex;
        bool wanted = isNegative == negate; // True: the values that satisfy the positive form of the matcher.
        if (matcher.Type is MatchType.Equal or MatchType.NotEqual)
        {
            Posting? equal = values.Find(matcher.Value);
            return wanted ? (equal is null ? [] : [equal]) : Except(values, equal);
        }

        Entry entry = Find(matcher, values);
        return wanted ? entry.Matching : entry.Others;
    }

    private static List<Posting> Except(LabelValues values, Posting? one)
    {
        var others = new List<Posting>(values.Postings.Count);
        foreach (Posting posting in values.Postings)
        {
            if (posting != one)
            {
                others.Add(posting);
            }
        }

        return others;
    }

    private Entry Find(LabelMatcher matcher, LabelValues values)
    {
        if (!_entries.TryGetValue((matcher.Name, matcher.Value), out Entry? entry))
        {
            MakeRoom();
            _entries.Add((matcher.Name, matcher.Value), entry = new Entry());
        }

        entry.LastUse = ++_use;
        bool isNegative = matcher.Type == MatchType.NotRegex;
        while (entry.Seen < values.Postings.Count)
        {
            Posting posting = values.Postings[entry.Seen++];
            (matcher.Matches(posting.Value) != isNegative ? entry.Matching : entry.Others).Add(posting);
        }

        return entry;
    }

    private void MakeRoom()
    {
        if (_entries.Count < MaxExpressions)
        {
            return;
        }

        (string Name, string Pattern) oldest = default;
        long oldestUse = long.MaxValue;
        foreach (((string Name, string Pattern) key, Entry entry) in _entries)
        {
            if (entry.LastUse < oldestUse)
            {
                (oldest, oldestUse) = (key, entry.LastUse);
            }
        }

        _entries.Remove(oldest);
    }

    private sealed class Entry
    {
        public List<Posting> Matching { get; } = [];

        public List<Posting> Others { get; } = [];

        public int Seen { get; set; }

        public long LastUse { get; set; }
    }
}
