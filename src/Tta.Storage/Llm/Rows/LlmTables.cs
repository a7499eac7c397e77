using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Everything that is in memory: rows of what is filtered and summed, and the reports that are in no block yet. Used under the lock of
/// the store.
/// </summary>
internal sealed class LlmTables
{
    private readonly ReportFields _fields = new();
    private readonly Func<Location, List<ReadOnlyMemory<byte>>> _readBlock;
    private readonly PageGroup _group;
    private int _readers;
    private bool _isReplaced;

    /// <param name="readBlock">Reads the reports about a thing from a block, in the order they arrived.</param>
    /// <param name="head">Reports that are in no block yet.</param>
    /// <param name="pages">Where the rows are.</param>
    public LlmTables(Func<Location, List<ReadOnlyMemory<byte>>> readBlock, ReportArena head, RowPages pages)
    {
        _readBlock = readBlock;
        _group = new PageGroup(pages);
        Head = head;
        Traces = new TraceRows(Symbols, _group);
        Observations = new ObservationRows(Symbols, _group);
        Sums = new TraceSums(this, _group);
    }

    public Symbols Symbols { get; } = new();

    public TraceRows Traces { get; }

    public ObservationRows Observations { get; }

    /// <summary>Sums over the observations of each trace.</summary>
    public TraceSums Sums { get; }

    public Dictionary<string, ScoreRow> Scores { get; } = new(StringComparer.Ordinal);

    public ReportArena Head { get; }

    /// <summary>Deletions that are in no block yet, with the page of the head that was being filled then.</summary>
    public List<(int Page, ReportKind Kind, string Id)> Deletions { get; } = [];

    /// <summary>Where the rows are.</summary>
    public RowPages Pages => _group.Pages;

    /// <summary>Somebody reads rows in several turns: they stay until <see cref="EndReading"/>.</summary>
    public void BeginReading() => _readers++;

    public void EndReading()
    {
        _readers--;
        FreeIfUnused();
    }

    /// <summary>Other tables have taken the place of these: their pages are given back when nobody reads them any more.</summary>
    public void Replaced()
    {
        _isReplaced = true;
        FreeIfUnused();
    }

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
            case ReportKind.DeleteTrace or ReportKind.DeleteScore:
                Deletions.Add((Head.NextPage - 1, kind, Encoding.UTF8.GetString(report)));
                Delete(kind, report);
                break;
            default:
                throw new InvalidDataException($"unknown kind of report {(byte)kind}");
        }
    }

    /// <summary>Forgets a thing.</summary>
    public void Delete(ReportKind kind, ReadOnlySpan<byte> id)
    {
        if (kind == ReportKind.DeleteTrace)
        {
            DeleteTrace(id);
        }
        else
        {
            Scores.Remove(Encoding.UTF8.GetString(id));
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
                if (Observations.IsFilled(row))
                {
                    Observations.Reset(row);
                }

                Apply(row);
                SetLocation(row, location);
                break;
            default:
                ScoreRow score = ScoreOf(_fields.RequiredText(1));
                score.Reset();
                score.Apply(ScoreReport.Read(_fields), _fields.Number(ScoreField.CreatedNs));
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

    /// <summary>Writes all reports about a thing, in the order they arrived, as docs/formats/llm.md has them in a frame.</summary>
    public void WriteReports(Location location, ByteWriter into)
    {
        if (TryReadOnlyReport(location, out ReadOnlyMemory<byte> only))
        {
            into.WriteVarint(1);
            into.WriteBlock(only.Span);
            return;
        }

        List<ReadOnlyMemory<byte>> reports = Reports(location);
        into.WriteVarint((uint)reports.Count);
        foreach (ReadOnlyMemory<byte> report in reports)
        {
            into.WriteBlock(report.Span);
        }
    }

    /// <summary>The report about a thing of which there is one only; false when there are several, or it is in a block.</summary>
    public bool TryReadOnlyReport(Location location, out ReadOnlyMemory<byte> report)
    {
        report = default;
        Location previous = Location.None;
        if (location.IsInHead && Head.Holds(location))
        {
            report = Head.Read(location, out previous);
        }

        return !report.IsEmpty && previous == Location.None;
    }

    /// <summary>Moves an observation to a block, or removes it with no location.</summary>
    public void SetLocation(int row, Location location)
    {
        bool wasAlive = Observations.IsAlive(row);
        Observations.SetLocation(row, location);
        if (Observations.IsAlive(row) != wasAlive)
        {
            int trace = Observations.Traces[row];
            Sums.Touch(trace);
            Traces.ObservationCounts[trace] += wasAlive ? -1 : 1;
        }
    }

    /// <summary>Removes everything whose last report stands in the head before a page, and gives its memory back.</summary>
    public void Forget(int belowPage)
    {
        ForgetWhere(location => location.IsInHead && location.Page < belowPage, inHeadOnly: true);
        Deletions.RemoveAll(deletion => deletion.Page < belowPage);
        Head.Drop(belowPage);
    }

    /// <summary>Removes everything whose last report stands in a block.</summary>
    public void ForgetBlock(long number) => ForgetWhere(location => location.IsInBlock && location.Block == number, inHeadOnly: false);

    private void ForgetWhere(Func<Location, bool> isGone, bool inHeadOnly)
    {
        new LocationWalk(this).VisitAll((kind, row, location) =>
        {
            if (!isGone(location))
            {
                return;
            }

            if (kind == ReportKind.Observation)
            {
                SetLocation(row, Location.None);
            }
            else
            {
                Traces.Locations[row] = Location.None;
            }
        }, inHeadOnly);

        foreach ((string id, ScoreRow score) in Scores)
        {
            if (isGone(score.Location))
            {
                Scores.Remove(id);
            }
        }
    }

    /// <summary>Everything of which reports stand in the head before a page, with the last of them.</summary>
    public List<SealedEntry> CollectHead(int belowPage)
    {
        var entries = new List<SealedEntry>();
        Func<Location, bool> isWanted = location => location.IsInHead && location.Page < belowPage;
        new LocationWalk(this).VisitAll((kind, row, last) =>
        {
            if (LastWhere(last, isWanted) is { } from)
            {
                entries.Add(new SealedEntry(kind, row, null, from));
            }
        }, inHeadOnly: true);

        foreach ((string id, ScoreRow score) in Scores)
        {
            if (LastWhere(score.Location, isWanted) is { } from)
            {
                entries.Add(new SealedEntry(ReportKind.Score, -1, id, from));
            }
        }

        return entries;
    }

    /// <summary>The place in a block where the reports about a thing begin, seen from the last one; nowhere if there is none.</summary>
    public Location BlockOf(Location last) => LastWhere(last, static at => at.IsInBlock) ?? Location.None;

    /// <summary>False when an entry was deleted since it was collected.</summary>
    public bool Has(SealedEntry entry)
    {
        Location last = entry.Kind switch
        {
            ReportKind.Trace => Traces.Locations[entry.Row],
            ReportKind.Observation => Observations.Locations[entry.Row],
            _ => Scores.TryGetValue(entry.ScoreId!, out ScoreRow? score) ? score.Location : Location.None,
        };
        return last == entry.From || LastWhere(last, at => at == entry.From) is not null;
    }

    /// <summary>Leads to a new place where the reports of an entry stand from now on. Nothing happens when it was deleted meanwhile.</summary>
    public void Move(SealedEntry entry, Location to)
    {
        switch (entry.Kind)
        {
            case ReportKind.Trace:
                Traces.Locations[entry.Row] = Moved(Traces.Locations[entry.Row], entry.From, to);
                break;
            case ReportKind.Observation:
                SetLocation(entry.Row, Moved(Observations.Locations[entry.Row], entry.From, to));
                break;
            default:
                if (Scores.TryGetValue(entry.ScoreId!, out ScoreRow? score))
                {
                    score.Location = Moved(score.Location, entry.From, to);
                }

                break;
        }
    }

    /// <summary>The same rows in fresh tables, without what removed ones left.</summary>
    /// <exception cref="StoreUnavailableException">Rows cannot be read.</exception>
    public LlmTables Rebuilt()
    {
        var fresh = new LlmTables(_readBlock, Head, Pages);
        try
        {
            var index = new IndexEntry(this);
            for (int row = 0; row < Traces.Count; row++)
            {
                if (Traces.IsAlive(row))
                {
                    fresh.Restore(ReportKind.Trace, index.Of(ReportKind.Trace, row, null).ToArray(), Traces.Locations[row]);
                    Pages.Trim();
                }
            }

            for (int row = 0; row < Observations.Count; row++)
            {
                if (Observations.IsAlive(row))
                {
                    fresh.Restore(ReportKind.Observation, index.Of(ReportKind.Observation, row, null).ToArray(), Observations.Locations[row]);
                    Pages.Trim();
                }
            }
        }
        catch
        {
            fresh.Replaced();
            throw;
        }

        foreach ((string id, ScoreRow score) in Scores)
        {
            fresh.Scores.Add(id, score);
        }

        fresh.Deletions.AddRange(Deletions);
        return fresh;
    }

    /// <summary>Row of an observation, or -1.</summary>
    public int FindObservation(string id, string? traceId)
    {
        const int OnStackBytes = 256;
        int maxBytes = Encoding.UTF8.GetMaxByteCount(id.Length + (traceId?.Length ?? 0));
        Span<byte> utf8 = maxBytes <= OnStackBytes ? stackalloc byte[OnStackBytes] : new byte[maxBytes];
        int idBytes = Encoding.UTF8.GetBytes(id, utf8);
        int traceIdBytes = Encoding.UTF8.GetBytes(traceId, utf8[idBytes..]);
        return FindObservation(utf8[..idBytes], utf8.Slice(idBytes, traceIdBytes));
    }

    /// <summary>Row of an observation, or -1; without a trace the newest one of that id.</summary>
    public int FindObservation(ReadOnlySpan<byte> id, ReadOnlySpan<byte> traceId)
    {
        int trace = traceId.IsEmpty ? -1 : Traces.Find(traceId);
        return trace < 0 && !traceId.IsEmpty ? -1 : Observations.Find(id, trace);
    }

    /// <summary>
    /// Row of the observation that a report is about, or -1. An observation that no report gave a trace yet is that of the first report that
    /// names one: senders may be overtaken by their own updates.
    /// </summary>
    public int FindReported(string id, string? traceId)
    {
        int row = FindObservation(id, traceId);
        return row >= 0 || string.IsNullOrEmpty(traceId) ? row : Waiting(FindObservation(id, id));
    }

    private int FindReported(ReadOnlySpan<byte> id, ReadOnlySpan<byte> traceId)
    {
        int row = FindObservation(id, traceId);
        return row >= 0 || traceId.IsEmpty ? row : Waiting(FindObservation(id, id));
    }

    /// <summary>The row, if it is in a trace of its own because no report named one.</summary>
    private int Waiting(int row) => row >= 0 && Observations.IsAlive(row) && !NamesTrace(Observations.Locations[row]) ? row : -1;

    private bool NamesTrace(Location location)
    {
        var fields = new ReportFields();
        foreach (ReadOnlyMemory<byte> report in Reports(location))
        {
            fields.Read(report);
            if (fields.Has(ObservationField.TraceId))
            {
                return true;
            }
        }

        return false;
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
        if (!Observations.IsAlive(row) && Observations.IsFilled(row))
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

        for (int row = Traces.LastObservation[trace] - 1; row >= 0; row = Observations.PreviousOfTrace(row))
        {
            if (Observations.IsAlive(row))
            {
                SetLocation(row, Location.None);
            }

            Pages.Trim(); // There may be many.
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

    private Location? LastWhere(Location location, Func<Location, bool> isWanted)
    {
        while (location != Location.None && !isWanted(location))
        {
            if (!location.IsInHead || !Head.Holds(location))
            {
                return null;
            }

            Head.Read(location, out location);
        }

        return location == Location.None ? null : location;
    }

    private Location Moved(Location last, Location from, Location to)
    {
        if (last == from)
        {
            return to;
        }

        for (Location location = last; location.IsInHead && Head.Holds(location);)
        {
            Head.Read(location, out Location previous);
            if (previous == from)
            {
                Head.SetPrevious(location, to);
                break;
            }

            location = previous;
        }

        return last;
    }

    private void Apply(int row)
    {
        Observations.Apply(row, _fields);
        Traces.NoteStart(Observations.Traces[row], Observations.StartNs[row]);
        Sums.Touch(Observations.Traces[row]);
    }

    private void FreeIfUnused()
    {
        if (_isReplaced && _readers == 0)
        {
            _group.Free();
        }
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
        int row = FindReported(id, traceId);
        if (row < 0)
        {
            int own = Traces.GetOrAdd(traceId.IsEmpty ? id : traceId);
            row = Observations.Add(id, own);
            Link(row, own);
        }
        else if (!traceId.IsEmpty && Traces.GetOrAdd(traceId) is var trace && trace != Observations.Traces[row])
        {
            MoveToTrace(row, trace);
        }

        return row;
    }

    private void Link(int row, int trace)
    {
        Observations.SetPreviousOfTrace(row, Traces.LastObservation[trace] - 1);
        Traces.LastObservation[trace] = row + 1;
    }

    private void Unlink(int row, int trace)
    {
        int previous = Observations.PreviousOfTrace(row);
        int next = Traces.LastObservation[trace] - 1;
        if (next == row)
        {
            Traces.LastObservation[trace] = previous + 1;
            return;
        }

        while (Observations.PreviousOfTrace(next) is var before && before != row)
        {
            next = before;
        }

        Observations.SetPreviousOfTrace(next, previous);
    }

    /// <summary>Gives an observation the trace that it waited for.</summary>
    private void MoveToTrace(int row, int trace)
    {
        int waitedIn = Observations.Traces[row];
        Unlink(row, waitedIn);
        Link(row, trace);
        Observations.Traces[row] = trace;
        Traces.ObservationCounts[waitedIn]--;
        Traces.ObservationCounts[trace]++;
        Sums.Touch(waitedIn);
        Sums.Touch(trace);
        if (!Traces.IsAlive(waitedIn))
        {
            Traces.FirstStartNs[waitedIn] = 0;
            Traces.Reset(waitedIn);
        }

        Traces.NoteStart(trace, Observations.StartNs[row]);
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
