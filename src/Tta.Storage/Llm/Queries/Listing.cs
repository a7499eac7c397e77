using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Filters, sorts and cuts items that are complete in memory.</summary>
internal sealed class Listing<T>(
    LlmView view, Func<T, string> orderId, Func<T, LlmField, string?, string?> text, Func<T, LlmField, decimal?> number,
    Func<T, IReadOnlyList<string>> tags)
{
    public List<T> Matching(IEnumerable<T> items, LlmQuery query)
    {
        foreach (LlmCondition condition in query.Conditions)
        {
            FieldTable.Check(view, condition);
        }

        var found = new List<T>();
        foreach (T item in items)
        {
            long timeNs = (long)(number(item, LlmField.Time) ?? 0);
            if (timeNs >= query.StartNs && timeNs < query.EndNs && Holds(item, query.Conditions))
            {
                found.Add(item);
            }
        }

        return found;
    }

    public LlmPage<T> Page(IEnumerable<T> items, LlmQuery query)
    {
        FieldTable.Check(view, query.OrderBy);
        List<T> found = Matching(items, query);
        int sign = query.Descending ? -1 : 1;
        found.Sort((a, b) => sign * Compare(a, b, query.OrderBy));
        if (query.After is { } after)
        {
            found.RemoveAll(item => sign * Compare(Time(item), orderId(item), after) <= 0);
        }

        int count = found.Count;
        int skip = Math.Min(query.Skip, count);
        int take = query.Limit == 0 ? count - skip : Math.Min(query.Limit, count - skip);
        List<T> page = found.GetRange(skip, take);
        bool hasMore = skip + take < count && query.OrderBy == LlmField.Time && take > 0;
        return new LlmPage<T>(page, count, hasMore ? new LlmCursor(Time(page[^1]), orderId(page[^1])) : null);
    }

    private static int Compare(long timeNs, string id, LlmCursor cursor)
    {
        int order = timeNs.CompareTo(cursor.TimeNs);
        return order != 0 ? order : string.CompareOrdinal(id, cursor.Id);
    }

    private long Time(T item) => (long)(number(item, LlmField.Time) ?? 0);

    private int Compare(T a, T b, LlmField field)
    {
        int order = FieldTable.KindOf(field) == FieldKind.Number
            ? Nullable.Compare(number(a, field), number(b, field))
            : string.CompareOrdinal(text(a, field, null), text(b, field, null));
        return order != 0 ? order : string.CompareOrdinal(orderId(a), orderId(b));
    }

    private bool Holds(T item, IReadOnlyList<LlmCondition> conditions)
    {
        foreach (LlmCondition condition in conditions)
        {
            bool holds = FieldTable.KindOf(condition.Field) switch
            {
                FieldKind.Number => TextTest.Holds(condition, number(item, condition.Field)),
                FieldKind.Texts => TextTest.Holds(condition, tags(item)),
                _ => TextTest.Holds(condition, text(item, condition.Field, condition.Key)),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }
}
