using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Users and personas of a few sessions. As a test it holds for their traces. Used under the lock of the store.</summary>
internal sealed class SessionPeople(LlmTables tables) : IRowTest
{
    private int[] _places = []; // By symbol of the session: its place on the page + 1.
    private SortedSet<string>[] _users = [];
    private SortedSet<string>[] _personas = [];

    public void Begin(IReadOnlyList<LlmSession> page)
    {
        _users = new SortedSet<string>[page.Count];
        _personas = new SortedSet<string>[page.Count];
        _places = new int[tables.Symbols.Count];
        for (int i = 0; i < page.Count; i++)
        {
            _places[tables.Symbols.Find(page[i].Id)] = i + 1;
            _users[i] = new SortedSet<string>(StringComparer.Ordinal);
            _personas[i] = new SortedSet<string>(StringComparer.Ordinal);
        }
    }

    public int Narrow(Span<int> rows)
    {
        ReadOnlySpan<int> sessions = tables.Traces.Sessions.PageOf(rows, out int first);
        int count = 0;
        foreach (int trace in rows)
        {
            rows[count] = trace;
            count += PlaceOf(sessions[trace - first]) > 0 ? 1 : 0;
        }

        return count;
    }

    public void Add(ReadOnlySpan<int> traces)
    {
        ObservationRows rows = tables.Observations;
        foreach (int trace in traces)
        {
            int place = PlaceOf(tables.Traces.Sessions[trace]) - 1;
            Add(_users[place], tables.Traces.Users[trace]);
            for (int row = tables.Traces.LastObservation[trace] - 1; row >= 0; row = rows.PreviousOfTrace(row))
            {
                if (rows.IsAlive(row))
                {
                    Add(_personas[place], rows.ContextTuples.Symbol(rows.Contexts[row], ObservationSlot.Persona));
                }
            }
        }
    }

    public IReadOnlyList<LlmSession> Complete(IReadOnlyList<LlmSession> page)
    {
        var complete = new LlmSession[page.Count];
        for (int i = 0; i < complete.Length; i++)
        {
            complete[i] = page[i] with { UserIds = [.. _users[i]], Personas = [.. _personas[i]] };
        }

        return complete;
    }

    private int PlaceOf(int session) => session < _places.Length ? _places[session] : 0;

    private void Add(SortedSet<string> people, int symbol)
    {
        if (tables.Symbols.Text(symbol) is { } name)
        {
            people.Add(name);
        }
    }
}
