using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>What one query looks for: a window of starts, and alternatives of conditions that one span must satisfy at once.</summary>
internal sealed class SpanFilter
{
    private readonly SpanTest[][] _anyOf;

    private SpanFilter(long startMinNs, long startMaxNs, SpanTest[][] anyOf)
    {
        StartMinNs = startMinNs;
        StartMaxNs = startMaxNs;
        _anyOf = anyOf.Length > 0 ? anyOf : [[]];
    }

    /// <summary>Earliest start, inclusive.</summary>
    public long StartMinNs { get; }

    /// <summary>Latest start, inclusive.</summary>
    public long StartMaxNs { get; }

    public static SpanFilter For(TraceSearch search)
    {
        var tests = new List<SpanTest>();
        if (search.DurationMinNs is not null || search.DurationMaxNs is not null)
        {
            tests.Add(new DurationTest(search.DurationMinNs ?? long.MinValue, search.DurationMaxNs ?? long.MaxValue));
        }

        if (!string.IsNullOrEmpty(search.ServiceName))
        {
            tests.Add(new ServiceTest(search.ServiceName));
        }

        if (!string.IsNullOrEmpty(search.OperationName))
        {
            tests.Add(Intrinsic("span:name", search.OperationName));
        }

        if (search.ErrorsOnly)
        {
            tests.Add(Intrinsic("span:status", SpanFieldReader.StatusText(SpanStatusCode.Error)));
        }

        foreach (TagCondition tag in search.Tags)
        {
            tests.Add(JaegerTag.Test(tag));
        }

        return new SpanFilter(search.StartMinNs ?? long.MinValue, search.StartMaxNs ?? long.MaxValue, [[.. tests]]);
    }

    public static SpanFilter For(TraceScan scan)
    {
        var anyOf = new SpanTest[scan.AnyOf.Count][];
        for (int i = 0; i < anyOf.Length; i++)
        {
            anyOf[i] = new SpanTest[scan.AnyOf[i].Count];
            for (int j = 0; j < anyOf[i].Length; j++)
            {
                anyOf[i][j] = TestOf(scan.AnyOf[i][j]);
            }
        }

        return new SpanFilter(scan.StartNs, scan.EndNs == long.MaxValue ? long.MaxValue : scan.EndNs - 1, anyOf);
    }

    /// <summary>Everything that starts in a window whose end is exclusive.</summary>
    public static SpanFilter For(long startNs, long endNs) => For(new TraceScan { StartNs = startNs, EndNs = endNs });

    /// <summary>Whether a block may have a row that matches, as far as its times, columns and scopes tell.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public bool MayMatch(SpanBlock block) => block.MaxStartNs >= StartMinNs && block.MinStartNs <= StartMaxNs
        && Array.Exists(_anyOf, tests => Array.TrueForAll(tests, test => test.MayMatch(block)));

    /// <summary>Whether a stretch of row groups may have a row that matches, as far as its filters tell.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public bool MayMatch(SpanBlock block, int stretch) =>
        !block.HasFilters || Array.Exists(_anyOf, tests => Array.TrueForAll(tests, test => test.MayMatch(block, stretch)));

    /// <summary>Whether a row group may have a row that matches, as far as its bounds tell.</summary>
    public bool MayMatch(GroupFooter group)
    {
        if (group.MaxStartNs < StartMinNs || group.MinStartNs > StartMaxNs)
        {
            return false;
        }

        foreach (SpanTest[] tests in _anyOf)
        {
            if (Array.TrueForAll(tests, test => test.MayMatchDurations(group.MinDurationNs, group.MaxDurationNs)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The rows of a group that may match.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public bool[] Rows(SpanGroup group)
    {
        var result = new bool[group.RowCount];
        var mask = new bool[group.RowCount];
        foreach (SpanTest[] tests in _anyOf)
        {
            if (!Array.TrueForAll(tests, test => test.MayMatch(group)))
            {
                continue;
            }

            for (int row = 0; row < mask.Length; row++)
            {
                mask[row] = group.StartNs[row] >= StartMinNs && group.StartNs[row] <= StartMaxNs;
            }

            foreach (SpanTest test in tests)
            {
                if (Array.IndexOf(mask, true) < 0)
                {
                    break;
                }

                test.Restrict(group, mask);
            }

            for (int row = 0; row < mask.Length; row++)
            {
                result[row] |= mask[row];
            }
        }

        return result;
    }

    /// <summary>Whether a row of the recent data may match, as far as its index tells.</summary>
    public bool MayMatch(in HeadView part, int row)
    {
        long startNs = part.Columns.StartNs[row];
        if (startNs < StartMinNs || startNs > StartMaxNs)
        {
            return false;
        }

        foreach (SpanTest[] tests in _anyOf)
        {
            bool all = true;
            foreach (SpanTest test in tests)
            {
                all &= test.MatchesIndex(part, row) != false;
            }

            if (all)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a row that passed <see cref="MayMatch(in HeadView, int)"/> matches.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public bool Matches(in HeadView part, int row)
    {
        StoredSpan stored = part.SpanOf(row);
        Span? decoded = null;
        foreach (SpanTest[] tests in _anyOf)
        {
            bool all = true;
            for (int i = 0; i < tests.Length && all; i++)
            {
                all = tests[i].MatchesIndex(part, row)
                    ?? (tests[i].MayMatchMessage(stored.Message, stored.Scope) && tests[i].Matches(decoded ??= stored.Decode()));
            }

            if (all)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a span matches.</summary>
    public bool Matches(Span span)
    {
        if (span.StartNs < StartMinNs || span.StartNs > StartMaxNs)
        {
            return false;
        }

        foreach (SpanTest[] tests in _anyOf)
        {
            if (Array.TrueForAll(tests, test => test.Matches(span)))
            {
                return true;
            }
        }

        return false;
    }

    private static FieldTest Intrinsic(string key, string value) =>
        new(new SpanCondition(new SpanField(SpanFieldScope.Intrinsic, key), SpanConditionOperator.Equal, [AnyValue.From(value)]));

    private static SpanTest TestOf(SpanCondition condition)
    {
        if (condition is { Field: { Scope: SpanFieldScope.Intrinsic, Key: "span:duration" }, Values: [{ Kind: AnyValueKind.Int } value, ..] })
        {
            long ns = value.IntValue;
            switch (condition.Operator)
            {
                case SpanConditionOperator.Less or SpanConditionOperator.LessOrEqual:
                    return new DurationTest(long.MinValue, ns);
                case SpanConditionOperator.Greater or SpanConditionOperator.GreaterOrEqual:
                    return new DurationTest(ns, long.MaxValue);
                case SpanConditionOperator.Equal when condition.Values.Count == 1:
                    return new DurationTest(ns, ns);
            }
        }

        return new FieldTest(condition);
    }
}
