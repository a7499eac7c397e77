using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Everything that is in memory: rows of what is filtered and summed, and the reports that are in no block yet. Used under the lock of
/// the store.
/// </summary>
internal sealed class LlmTables
{
    private readonly ReportFields _fields = new();
    private readonly Func<Location, List<ReadOnlyMemory<byte>>> _readBlock;

    /// <param name="readBlock">Reads the reports about a thing from a block, in the order they arrived.</param>
    public LlmTables(Func<Location, List<ReadOnlyMemory<byte>>> readBlock)
    {
        _readBlock = readBlock;
        Traces = new TraceRows(Symbols);
        Observations = new ObservationRows(Symbols);
    }

    public Symbols Symbols { get; } = new();

    public TraceRows Traces { get; }

    public ObservationRows Observations { get; }

    public Dictionary<string, ScoreRow> Scores { get; } = new(StringComparer.Ordinal);

    public ReportArena Head { get; } = new();

    /// <summary>Takes a report as it arrives.</summary>
    /// <exception cref="InvalidDataException">The report is damaged.</exception>
    public void Add(ReportKind kind, ReadOnlySpan<byte> report)
    {
        switch (kind)
        {
            case ReportKind.Trace:
                AddTrace(report);
                break;
            case ReportKind.Observation:
                AddObservation(report);
                break;
            case ReportKind.Score:
                AddScore(report);
                break;
            case ReportKind.DeleteTrace:
                DeleteTrace(report);
                break;
            case ReportKind.DeleteScore:
                Scores.Remove(Encoding.UTF8.GetString(report));
                break;
            default:
                throw new InvalidDataException($"unknown kind of report {(byte)kind}");
        }
    }

    /// <summary>Takes what the index of a block says of a thing: it replaces all that was known before.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public void Restore(ReportKind kind, ReadOnlyMemory<byte> folded, Location location)
    {
        _fields.Read(folded);
        switch (kind)
        {
            case ReportKind.Trace:
                int trace = Traces.GetOrAdd(RequiredId(TraceField.Id));
                Traces.Reset(trace);
                Traces.Apply(trace, _fields);
                Traces.Locations[trace] = location;
                break;
            case ReportKind.Observation:
                int row = RowOf();
                Observations.Reset(row);
                Apply(row);
                SetLocation(row, location);
                break;
            default:
                ScoreRow score = ScoreOf(_fields.RequiredText(1));
                score.Reset();
                score.Apply(ScoreReport.Read(_fields));
                score.Location = location;
                break;
        }
    }

    /// <summary>All reports about a thing, in the order they arrived.</summary>
    public List<ReadOnlyMemory<byte>> Reports(Location location)
    {
        var newestFirst = new List<ReadOnlyMemory<byte>>();
        while (location.IsInHead && Head.Holds(location))
        {
            newestFirst.Add(Head.Read(location, out location));
        }

        newestFirst.Reverse();
        if (location.IsInBlock)
        {
            newestFirst.InsertRange(0, _readBlock(location));
        }

        return newestFirst;
    }

    /// <summary>Moves an observation to a block, or removes it with no location.</summary>
    public void SetLocation(int row, Location location)
    {
        bool wasAlive = Observations.IsAlive(row);
        Observations.SetLocation(row, location);
        Traces.ObservationCounts[Observations.Traces[row]] += (Observations.IsAlive(row) ? 1 : 0) - (wasAlive ? 1 : 0);
    }

    /// <summary>Removes everything whose last report stands in the head before a page, and gives its memory back.</summary>
    public void Forget(int belowPage)
    {
        for (int row = 0; row < Observations.Count; row++)
        {
            if (IsBefore(Observations.Locations[row], belowPage))
            {
                SetLocation(row, Location.None);
            }
        }

        for (int row = 0; row < Traces.Count; row++)
        {
            if (IsBefore(Traces.Locations[row], belowPage))
            {
                Traces.Locations[row] = Location.None;
            }
        }

        foreach ((string id, ScoreRow score) in Scores)
        {
            if (IsBefore(score.Location, belowPage))
            {
                Scores.Remove(id);
            }
        }

        Head.Drop(belowPage);
    }

    /// <summary>Row of the observation that a report is about, or -1.</summary>
    public int FindObservation(ReadOnlySpan<byte> id, ReadOnlySpan<byte> traceId)
    {
        int trace = traceId.IsEmpty ? -1 : Traces.Find(traceId);
        return trace < 0 && !traceId.IsEmpty ? -1 : Observations.Find(id, trace);
    }

    private void AddTrace(ReadOnlySpan<byte> report)
    {
        _fields.Read(Keep(report, out Location location));
        int row = Traces.GetOrAdd(RequiredId(TraceField.Id));
        Head.SetPrevious(location, Traces.Locations[row]);
        Traces.Locations[row] = location;
        if ((_fields.Number(TraceField.EventNs) ?? 0) >= Traces.EventNs[row])
        {
            Traces.Apply(row, _fields);
            return;
        }

        Traces.Reset(row);
        foreach (ReadOnlyMemory<byte> each in InOrderOfEvents(location))
        {
            _fields.Read(each);
            Traces.Apply(row, _fields);
        }
    }

    private void AddObservation(ReadOnlySpan<byte> report)
    {
        _fields.Read(Keep(report, out Location location));
        int row = RowOf();
        Head.SetPrevious(location, Observations.Locations[row]);
        if (!Observations.IsAlive(row))
        {
            Observations.Reset(row);
        }

        SetLocation(row, location);
        if ((_fields.Number(ObservationField.EventNs) ?? 0) >= Observations.EventNs[row])
        {
            Apply(row);
            return;
        }

        List<ReadOnlyMemory<byte>> reports = Reports(location);
        Observations.Reset(row);
        foreach (ReadOnlyMemory<byte> each in ReportOrder.ByEvent(reports))
        {
            _fields.Read(each);
            Apply(row);
        }

        foreach (ReadOnlyMemory<byte> each in reports)
        {
            _fields.Read(each);
            Observations.ApplyPrice(row, _fields); // The last one that arrived was priced knowing all of them.
        }
    }

    private void AddScore(ReadOnlySpan<byte> report)
    {
        _fields.Read(Keep(report, out Location location));
        LlmScoreChange change = ScoreReport.Read(_fields);
        ScoreRow score = ScoreOf(change.Id);
        Head.SetPrevious(location, score.Location);
        score.Location = location;
        if (change.EventNs >= score.EventNs)
        {
            score.Apply(change);
            return;
        }

        score.Reset();
        foreach (ReadOnlyMemory<byte> each in InOrderOfEvents(location))
        {
            _fields.Read(each);
            score.Apply(ScoreReport.Read(_fields));
        }
    }

    private void DeleteTrace(ReadOnlySpan<byte> id)
    {
        int trace = Traces.Find(id);
        if (trace < 0)
        {
            return;
        }

        for (int row = 0; row < Observations.Count; row++)
        {
            if (Observations.Traces[row] == trace && Observations.IsAlive(row))
            {
                SetLocation(row, Location.None);
            }
        }

        Traces.Locations[trace] = Location.None;
        Traces.FirstStartNs[trace] = 0;
        Traces.Reset(trace);
        string text = Encoding.UTF8.GetString(id);
        foreach ((string scoreId, ScoreRow score) in Scores)
        {
            if (string.Equals(score.Score.TraceId, text, StringComparison.Ordinal))
            {
                Scores.Remove(scoreId);
            }
        }
    }

    private static bool IsBefore(Location location, int page) => location.IsInHead && location.Page < page;

    private void Apply(int row)
    {
        Observations.Apply(row, _fields);
        Traces.NoteStart(Observations.Traces[row], Observations.StartNs[row]);
    }

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> report, out Location location)
    {
        location = Head.Add(report.Length, out Memory<byte> kept);
        report.CopyTo(kept.Span);
        return kept;
    }

    /// <summary>Row of the observation whose report is in the fields; added if it is new.</summary>
    private int RowOf()
    {
        ReadOnlySpan<byte> id = RequiredId(ObservationField.Id);
        ReadOnlySpan<byte> traceId = _fields.Bytes(ObservationField.TraceId);
        int row = FindObservation(id, traceId);
        return row >= 0 ? row : Observations.Add(id, Traces.GetOrAdd(traceId.IsEmpty ? id : traceId));
    }

    private ScoreRow ScoreOf(string id)
    {
        if (!Scores.TryGetValue(id, out ScoreRow? score))
        {
            Scores[id] = score = new ScoreRow();
        }

        return score;
    }

    private ReadOnlySpan<byte> RequiredId(int field) => _fields.Bytes(field) is { IsEmpty: false } id
        ? id
        : throw new InvalidDataException("a report has no id");

    private List<ReadOnlyMemory<byte>> InOrderOfEvents(Location location) => ReportOrder.ByEvent(Reports(location));
}
