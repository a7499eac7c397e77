using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>
/// Sums traces up by session. Conditions on what a trace says, and the window, choose traces; those on numbers choose sessions. The sums of traces
/// are to be fresh.
/// </summary>
internal sealed class SessionQuery(LlmTables tables, ScanTurns turns)
{
    /// <summary>All sessions that satisfy a query, in no order.</summary>
    /// <exception cref="ArgumentException">The query makes no sense for sessions.</exception>
    public List<LlmSession> Find(LlmQuery query, CancellationToken cancellationToken)
    {
        SessionSums sums = SumUp(query, cancellationToken);
        var sessions = new List<LlmSession>(sums.Count);
        using (turns.EnterToRead())
        {
            for (int i = 0; i < sums.Count; i++)
            {
                sessions.Add(sums.Session(i));
            }
        }

        sessions.RemoveAll(session => !Holds(session, query.Conditions));
        return sessions;
    }

    /// <summary>The sessions of a page with their users and personas.</summary>
    public IReadOnlyList<LlmSession> WithPeople(IReadOnlyList<LlmSession> page, CancellationToken cancellationToken)
    {
        var people = new SessionPeople(tables);
        TraceFields fields;
        using (turns.EnterToRead())
        {
            fields = new TraceFields(tables);
            people.Begin(page);
        }

        RowScan.Run(turns, fields.RowCount, [people], people.Add, cancellationToken);
        return people.Complete(page);
    }

    /// <summary>One page of sessions; without their people.</summary>
    /// <exception cref="ArgumentException">The query makes no sense for sessions.</exception>
    public LlmPage<LlmSession> Page(LlmQuery query, CancellationToken cancellationToken)
    {
        if (query.OrderBy == LlmField.Time && query.After is null && query.Limit > 0 && !HasNumber(query.Conditions))
        {
            return NewestOrOldest(query, cancellationToken);
        }

        var listing = new Listing<LlmSession>(
            LlmView.Sessions, static s => s.Id, static (s, field, _) => ItemFields.Text(s, field), ItemFields.Number, static _ => []);
        return listing.Page(Find(query, cancellationToken), query with { Conditions = [], StartNs = long.MinValue, EndNs = long.MaxValue });
    }

    private static bool HasNumber(IReadOnlyList<LlmCondition> conditions)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            if (FieldTable.KindOf(conditions[i].Field) == FieldKind.Number)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(LlmSession session, IReadOnlyList<LlmCondition> conditions)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            if (FieldTable.KindOf(conditions[i].Field) == FieldKind.Number && !TextTest.Holds(conditions[i], ItemFields.Number(session, conditions[i].Field)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first page of many, of which the sessions alone are made that are on it.</summary>
    private LlmPage<LlmSession> NewestOrOldest(LlmQuery query, CancellationToken cancellationToken)
    {
        SessionSums sums = SumUp(query, cancellationToken);
        using (turns.EnterToRead())
        {
            var top = new TopRows((int)Math.Min(int.MaxValue, (long)query.Skip + query.Limit), query.Descending, sums.Id);
            for (int i = sums.Count - 1; i >= 0; i--)
            {
                top.Add(sums.FirstNs(i), i); // Mostly the newest first, so that few are kept and dropped again.
            }

            List<(long Key, int Row)> sorted = top.Sorted();
            var items = new List<LlmSession>();
            for (int i = query.Skip; i < sorted.Count; i++)
            {
                items.Add(sums.Session(sorted[i].Row));
            }

            bool hasNext = items.Count > 0 && query.Skip + items.Count < sums.Count;
            return new LlmPage<LlmSession>(items, sums.Count, hasNext ? new LlmCursor(items[^1].FirstNs, items[^1].Id) : null);
        }
    }

    private SessionSums SumUp(LlmQuery query, CancellationToken cancellationToken)
    {
        foreach (LlmCondition condition in query.Conditions)
        {
            FieldTable.Check(LlmView.Sessions, condition);
        }

        bool[] hasObservation = WithObservations(query, cancellationToken);
        TraceFields fields;
        List<IRowTest> tests;
        using (turns.EnterToRead())
        {
            fields = new TraceFields(tables);
            tests = Tests(fields, query, hasObservation);
        }

        var sums = new SessionSums(tables);
        RowScan.Run(turns, fields.RowCount, tests, sums.Add, cancellationToken);
        return sums;
    }

    private List<IRowTest> Tests(TraceFields fields, LlmQuery query, bool[] hasObservation)
    {
        List<IRowTest> tests = [fields.InWindow(query.StartNs, query.EndNs), new SessionTest(tables.Traces.Sessions)];
        foreach (LlmCondition condition in query.Conditions)
        {
            if (condition.Field == LlmField.Persona)
            {
                tests.Add(new RowTest(trace => trace < hasObservation.Length && hasObservation[trace]));
            }
            else if (FieldTable.KindOf(condition.Field) != FieldKind.Number)
            {
                tests.Add(RowTests.Of(fields, condition.Field == LlmField.Id ? condition with { Field = LlmField.SessionId } : condition));
            }
        }

        return tests;
    }

    /// <summary>Which traces have an observation for each of the conditions on observations.</summary>
    private bool[] WithObservations(LlmQuery query, CancellationToken cancellationToken)
    {
        bool[] all = [];
        foreach (LlmCondition condition in query.Conditions)
        {
            if (condition.Field == LlmField.Persona)
            {
                bool[] has = WithObservation(condition, cancellationToken);
                for (int i = 0; i < all.Length; i++)
                {
                    has[i] &= all[i];
                }

                all = has;
            }
        }

        return all;
    }

    private bool[] WithObservation(LlmCondition condition, CancellationToken cancellationToken)
    {
        bool[] has;
        ObservationFields fields;
        List<IRowTest> tests;
        using (turns.EnterToRead())
        {
            has = new bool[tables.Traces.Count];
            fields = new ObservationFields(tables);
            tests = [fields.InWindow(long.MinValue, long.MaxValue), RowTests.Of(fields, condition)];
        }

        RowScan.Run(turns, fields.RowCount, tests, rows =>
        {
            foreach (int row in rows)
            {
                has[tables.Observations.Traces[row]] = true;
            }
        }, cancellationToken);
        return has;
    }
}
