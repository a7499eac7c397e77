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
        var users = new Dictionary<int, SortedSet<string>>();
        var personas = new Dictionary<int, SortedSet<string>>();
        foreach (LlmSession session in page)
        {
            int symbol = tables.Symbols.Find(session.Id);
            users[symbol] = new SortedSet<string>(StringComparer.Ordinal);
            personas[symbol] = new SortedSet<string>(StringComparer.Ordinal);
        }

        for (int trace = 0; trace < tables.Traces.Count; trace++)
        {
            if (tables.Traces.Users[trace] is > 0 and var user && users.TryGetValue(tables.Traces.Sessions[trace], out SortedSet<string>? of))
            {
                of.Add(tables.Symbols.Text(user)!);
            }
        }

        ObservationRows rows = tables.Observations;
        for (int row = 0; row < rows.Count; row++)
        {
            int session = tables.Traces.Sessions[rows.Traces[row]];
            if (session > 0 && rows.IsAlive(row) && personas.TryGetValue(session, out SortedSet<string>? of)
                && tables.Symbols.Text(rows.ContextTuples.Symbol(rows.Contexts[row], ObservationSlot.Persona)) is { } persona)
            {
                of.Add(persona);
            }
        }

        var complete = new List<LlmSession>(page.Count);
        foreach (LlmSession session in page)
        {
            int symbol = tables.Symbols.Find(session.Id);
            complete.Add(session with { UserIds = [.. users[symbol]], Personas = [.. personas[symbol]] });
        }

        return complete;
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
        sum.Cost += of.Cost(trace);
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

        public decimal Cost { get; set; }

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
            TotalCost = Cost,
        };
    }
}
