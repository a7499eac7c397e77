using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>
/// Sums traces up by session. Conditions on what a trace says, and the window, choose traces; those on numbers choose sessions. Used under
/// the lock of the store.
/// </summary>
internal sealed class SessionQuery(LlmTables tables)
{
    private readonly TraceFields _fields = new(tables);

    /// <summary>All sessions that satisfy a query, in no order.</summary>
    /// <exception cref="ArgumentException">The query makes no sense for sessions.</exception>
    public List<LlmSession> Find(LlmQuery query, CancellationToken cancellationToken)
    {
        List<LlmCondition> ofSessions = [];
        List<IRowTest> tests = [_fields.InWindow(query.StartNs, query.EndNs), new RowTest(row => tables.Traces.Sessions[row] != 0)];
        foreach (LlmCondition condition in query.Conditions)
        {
            FieldTable.Check(LlmView.Sessions, condition);
            if (FieldTable.KindOf(condition.Field) == FieldKind.Number)
            {
                ofSessions.Add(condition);
            }
            else
            {
                tests.Add(TestOf(condition));
            }
        }

        var sums = new Dictionary<int, Sum>();
        RowScan.Run(tables.Traces.Count, tests, rows =>
        {
            foreach (int row in rows)
            {
                Add(sums, row);
            }
        }, cancellationToken);
        var sessions = new List<LlmSession>(sums.Count);
        foreach ((int symbol, Sum sum) in sums)
        {
            LlmSession session = sum.ToSession(tables.Symbols.Text(symbol)!);
            if (Holds(session, ofSessions))
            {
                sessions.Add(session);
            }
        }

        return sessions;
    }

    /// <summary>The sessions of a page with their users and personas.</summary>
    public IReadOnlyList<LlmSession> WithPeople(IReadOnlyList<LlmSession> page)
    {
        int[] placeOfSession = new int[tables.Symbols.Count]; // Place on the page + 1.
        var users = new SortedSet<string>[page.Count];
        var personas = new SortedSet<string>[page.Count];
        for (int i = 0; i < page.Count; i++)
        {
            placeOfSession[tables.Symbols.Find(page[i].Id)] = i + 1;
            users[i] = new SortedSet<string>(StringComparer.Ordinal);
            personas[i] = new SortedSet<string>(StringComparer.Ordinal);
        }

        int[] placeOfTrace = new int[tables.Traces.Count];
        for (int trace = 0; trace < placeOfTrace.Length; trace++)
        {
            int place = placeOfTrace[trace] = placeOfSession[tables.Traces.Sessions[trace]];
            if (place > 0 && tables.Traces.Users[trace] is > 0 and var user)
            {
                users[place - 1].Add(tables.Symbols.Text(user)!);
            }
        }

        ObservationRows rows = tables.Observations;
        for (int row = 0; row < rows.Count; row++)
        {
            int place = placeOfTrace[rows.Traces[row]];
            if (place > 0 && rows.IsAlive(row) && tables.Symbols.Text(rows.ContextTuples.Symbol(rows.Contexts[row], ObservationSlot.Persona)) is { } persona)
            {
                personas[place - 1].Add(persona);
            }
        }

        var complete = new List<LlmSession>(page.Count);
        for (int i = 0; i < page.Count; i++)
        {
            complete.Add(page[i] with { UserIds = [.. users[i]], Personas = [.. personas[i]] });
        }

        return complete;
    }

    /// <summary>One page of sessions; without their people.</summary>
    /// <exception cref="ArgumentException">The query makes no sense for sessions.</exception>
    public LlmPage<LlmSession> Page(LlmQuery query, CancellationToken cancellationToken)
    {
        List<LlmSession> found = Find(query, cancellationToken);
        if (query.OrderBy == LlmField.Time && query.After is null && query.Limit > 0)
        {
            int wanted = (int)Math.Min(int.MaxValue, (long)query.Skip + query.Limit);
            var top = new TopRows(wanted, query.Descending, place => found[place].Id);
            for (int i = 0; i < found.Count; i++)
            {
                top.Add(found[i].FirstNs, i);
            }

            var first = new List<LlmSession>();
            foreach ((_, int place) in top.Sorted())
            {
                first.Add(found[place]);
            }

            int count = found.Count;
            List<LlmSession> items = first.GetRange(Math.Min(query.Skip, first.Count), Math.Max(0, first.Count - query.Skip));
            bool hasNext = items.Count > 0 && query.Skip + items.Count < count;
            return new LlmPage<LlmSession>(items, count, hasNext ? new LlmCursor(items[^1].FirstNs, items[^1].Id) : null);
        }

        var listing = new Listing<LlmSession>(
            LlmView.Sessions, static s => s.Id, static (s, field, _) => ItemFields.Text(s, field), ItemFields.Number, static _ => []);
        return listing.Page(found, query with { Conditions = [], StartNs = long.MinValue, EndNs = long.MaxValue });
    }

    private static bool Holds(LlmSession session, List<LlmCondition> conditions)
    {
        foreach (LlmCondition condition in conditions)
        {
            if (!TextTest.Holds(condition, ItemFields.Number(session, condition.Field)))
            {
                return false;
            }
        }

        return true;
    }

    private IRowTest TestOf(LlmCondition condition) => condition.Field switch
    {
        LlmField.Id => RowTests.Of(_fields, condition with { Field = LlmField.SessionId }),
        LlmField.Persona => HasObservation(condition),
        _ => RowTests.Of(_fields, condition),
    };

    private RowTest HasObservation(LlmCondition condition)
    {
        var observations = new ObservationFields(tables);
        bool[] has = new bool[tables.Traces.Count];
        RowScan.Run(
            tables.Observations.Count,
            [observations.InWindow(long.MinValue, long.MaxValue), RowTests.Of(observations, condition)],
            rows =>
            {
                foreach (int row in rows)
                {
                    has[tables.Observations.Traces[row]] = true;
                }
            },
            CancellationToken.None);
        return new RowTest(trace => has[trace]);
    }

    private void Add(Dictionary<int, Sum> sums, int trace)
    {
        TraceRows traces = tables.Traces;
        TraceSums of = _fields.Sums;
        int symbol = traces.Sessions[trace];
        if (!sums.TryGetValue(symbol, out Sum? sum))
        {
            sums[symbol] = sum = new Sum();
        }

        long beganNs = traces.BeganNs(trace);
        if (beganNs < sum.FirstNs)
        {
            sum.FirstNs = beganNs;
            sum.Environment = traces.Text(trace, TraceRows.Environment);
        }

        sum.LastNs = Math.Max(sum.LastNs, beganNs + of.LatencyNs(trace));
        sum.TraceCount++;
        sum.ObservationCount += traces.ObservationCounts[trace];
        sum.ErrorCount += of.ErrorCounts[trace];
        sum.InputTokens += of.InputTokens[trace];
        sum.OutputTokens += of.OutputTokens[trace];
        sum.TotalTokens += of.TotalTokens[trace];
        if (of.ScaledCost(trace) is not CostColumn.Inexact and var cost)
        {
            sum.ScaledCost += cost;
        }
        else
        {
            sum.InexactCost += of.Cost(trace);
        }
    }

    private sealed class Sum
    {
        public long FirstNs { get; set; } = long.MaxValue;

        public long LastNs { get; set; }

        public string? Environment { get; set; }

        public int TraceCount { get; set; }

        public int ObservationCount { get; set; }

        public int ErrorCount { get; set; }

        public long InputTokens { get; set; }

        public long OutputTokens { get; set; }

        public long TotalTokens { get; set; }

        public Int128 ScaledCost { get; set; }

        public decimal InexactCost { get; set; }

        public LlmSession ToSession(string id) => new()
        {
            Id = id,
            Environment = Environment ?? Reports.Views.DefaultEnvironment,
            FirstNs = FirstNs,
            LastNs = LastNs,
            TraceCount = TraceCount,
            ObservationCount = ObservationCount,
            ErrorCount = ErrorCount,
            InputTokens = InputTokens,
            OutputTokens = OutputTokens,
            TotalTokens = TotalTokens,
            TotalCost = ((decimal)ScaledCost / CostColumn.Scale) + InexactCost,
        };
    }
}
