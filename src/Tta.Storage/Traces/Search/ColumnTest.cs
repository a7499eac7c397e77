using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>Checks a condition on the columns of a row group: each distinct value once, then the rows by their codes.</summary>
internal static class ColumnTest
{
    /// <summary>Whether some column of a group, or some scope of its block, may satisfy a condition.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static bool MayMatch(SpanTest test, SpanGroup group)
    {
        SpanColumn[] columns = group.Schema.Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            if ((IsOpaque(columns[i]) && group.Has(i)) || (test.LooksAt(columns[i]) && MayMatch(test, group, i)))
            {
                return true;
            }
        }

        return test.MatchesAbsent || Array.Exists(group.AllScopes, test.MatchesScope);
    }

    /// <summary>Whether some row of a stretch of groups may satisfy a condition: only texts have filters.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static bool MayMatch(SpanTest test, SpanBlock block, int stretch)
    {
        if (test.OnlyText is not { } text || test.MatchesAbsent || Array.Exists(block.Scopes, test.MatchesScope))
        {
            return true;
        }

        SpanColumn[] columns = block.Schema.Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            if (IsOpaque(columns[i]) || (test.LooksAt(columns[i]) && !(ColumnValue.IsText(columns[i]) && !block.MayHold(stretch, i, text))))
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static void Restrict(SpanTest test, SpanGroup group, bool[] mask)
    {
        SpanColumn[] columns = group.Schema.Columns;
        var visited = new bool[columns.Length];
        var matches = new bool[]?[columns.Length]; // By code; null = every value may match.
        bool any = test.MatchesAbsent;
        for (int i = 0; i < columns.Length; i++)
        {
            visited[i] = Prepare(test, group, i, out matches[i]);
            any |= visited[i] && (matches[i] is not { } codes || Array.IndexOf(codes, true) >= 0);
        }

        bool[] scopes = Scopes(test, group, ref any);
        if (!any)
        {
            Array.Clear(mask);
            return;
        }

        bool hit = false;
        bool found = false;
        var walk = new ColumnWalk(group, visited);
        Action<int, int> visit = (column, code) =>
        {
            found = true;
            hit |= matches[column] is not { } codes || codes[code];
        };
        for (int row = 0; row < mask.Length; row++)
        {
            hit = scopes[group.Scopes[row]];
            found = false;
            walk.Row(row, visit);
            mask[row] &= hit || (!found && test.MatchesAbsent);
        }
    }

    /// <summary>False when the test has nothing to do with a column, or the group has no value in it.</summary>
    private static bool Prepare(SpanTest test, SpanGroup group, int index, out bool[]? matches)
    {
        matches = null;
        ref readonly SpanColumn column = ref group.Schema.Columns[index];
        if (IsOpaque(column))
        {
            return group.Has(index);
        }

        if (!test.LooksAt(column))
        {
            return false;
        }

        if (!column.HasValues)
        {
            return true; // An empty value: cheap to look at again.
        }

        if (!MayMatch(test, group, index) || group.Chunk(index) is not { } chunk)
        {
            return false;
        }

        matches = new bool[chunk.DistinctCount];
        bool isText = ColumnValue.IsText(column);
        for (int code = 0; code < matches.Length; code++)
        {
            matches[code] = isText ? test.MatchesText(chunk.Bytes(code)) : test.Matches(ColumnValue.Read(column, chunk, code));
        }

        return true;
    }

    private static bool MayMatch(SpanTest test, SpanGroup group, int index)
    {
        ref readonly SpanColumn column = ref group.Schema.Columns[index];
        return !column.HasValues
            || (test.OnlyText is { } text && ColumnValue.IsText(column) ? group.MayHold(index, text) : group.Has(index));
    }

    /// <summary>What columns do not say about attributes: whole spans, and attributes in an unusual form.</summary>
    public static bool IsOpaque(in SpanColumn column) => column.Role == ColumnRole.Whole
        || (column.Role == ColumnRole.Field && column.Tag == SpanColumn.AttributesTag(column.Place));

    private static bool[] Scopes(SpanTest test, SpanGroup group, ref bool any)
    {
        StoredScope[] all = group.AllScopes;
        var matches = new bool[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            matches[i] = test.MatchesScope(all[i]);
            any |= matches[i];
        }

        return matches;
    }
}
