using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Langfuse.Reads;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>The parameters of a question about experiments.</summary>
internal sealed class ExperimentQuery
{
    private readonly ReadParameters _parameters;
    private readonly HashSet<string> _groups;
    private readonly long _startNs;
    private readonly long _endNs;
    private readonly int _limit;
    private readonly LlmCursor? _after;

    private ExperimentQuery(ReadParameters parameters, ReadOnlySpan<string> defaultGroups)
    {
        if (parameters["filter"].Length > 0)
        {
            throw new ParameterException("filter is not served here; use the parameters for ids and names");
        }

        _parameters = parameters;
        _groups = parameters.Groups(defaultGroups);
        (_startNs, _endNs) = parameters.Range("fromStartTime", "toStartTime");
        _limit = parameters.Whole("limit", 50, 1, 100);
        _after = parameters.Cursor();
    }

    /// <exception cref="ParameterException">A parameter cannot be used.</exception>
    public static async ValueTask<ExperimentQuery> ReadAsync(HttpContext context, params string[] defaultGroups) =>
        new(await ReadParameters.ReadAsync(context), defaultGroups);

    /// <summary>Whether a group of fields is asked for.</summary>
    public bool Has(string group) => _groups.Contains(group);

    public int ScoreLimit(int most) => _parameters.Whole("scoreLimit", most, 1, most);

    /// <summary>Whether a value is one of those asked for, or none is.</summary>
    public bool Matches(string parameter, string value) => _parameters.CommaList(parameter) is var values && (values.Count == 0 || values.Contains(value));

    public bool Includes(long timeNs) => timeNs >= _startNs && timeNs < _endNs;

    /// <summary>Sorts, newest first, and cuts out the page.</summary>
    public (IReadOnlyList<T> Items, LlmCursor? Next) Page<T>(List<T> found, Func<T, (long TimeNs, string Id)> placeOf)
    {
        List<(T Item, long TimeNs, string Id)> sorted = [.. found.Select(item => (item, placeOf(item).TimeNs, placeOf(item).Id))];
        sorted.Sort(static (a, b) => Compare(a.TimeNs, a.Id, b.TimeNs, b.Id));
        int start = _after is { } after ? sorted.FindIndex(each => Compare(each.TimeNs, each.Id, after.TimeNs, after.Id) > 0) : 0;
        if (start < 0)
        {
            return ([], null);
        }

        List<(T Item, long TimeNs, string Id)> page = sorted.GetRange(start, Math.Min(_limit, sorted.Count - start));
        bool isLast = start + page.Count == sorted.Count;
        return ([.. page.Select(each => each.Item)], isLast ? null : new LlmCursor(page[^1].TimeNs, page[^1].Id));
    }

    private static int Compare(long aNs, string aId, long bNs, string bId) => aNs != bNs ? bNs.CompareTo(aNs) : string.CompareOrdinal(aId, bId);
}
