using System.Text;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// What is known of every trace without its content. A trace whose observations alone are known has a row without reports. Used under
/// the lock of the store.
/// </summary>
internal sealed class TraceRows
{
    // Places in the tuples.
    public const int Name = 0;
    public const int Release = 1;
    public const int Version = 2;
    public const int Environment = 3;
    public const int Workspace = 4;
    public const int Service = 5;
    public const int Public = 6;
    public const int Bookmarked = 7;
    private const int Width = 8;

    private readonly Symbols _symbols;
    private readonly IdArena _ids;
    private readonly RowIndex _index;
    private readonly List<string[]> _tagSets = [[]];
    private readonly Dictionary<string, int> _tagSetNumbers = new(StringComparer.Ordinal) { [""] = 0 };

    public TraceRows(Symbols symbols, PageGroup pages)
    {
        _symbols = symbols;
        _ids = new IdArena(pages);
        Ids = new Column<uint>(pages);
        _index = new RowIndex(pages, _ids, Ids);
        TimestampNs = new Column<long>(pages);
        FirstStartNs = new Column<long>(pages);
        Users = new Column<int>(pages);
        Sessions = new Column<int>(pages);
        TagSets = new Column<int>(pages);
        Contexts = new Column<int>(pages);
        EventNs = new Column<long>(pages);
        Locations = new LocationColumn(pages);
        LastObservation = new Column<int>(pages);
        ObservationCounts = new Column<int>(pages);
        ContextTuples.Of(stackalloc int[Width]);
    }

    public int Count { get; private set; }

    public Column<uint> Ids { get; }

    /// <summary>0 = never said.</summary>
    public Column<long> TimestampNs { get; }

    /// <summary>Earliest start of an observation; 0 = none.</summary>
    public Column<long> FirstStartNs { get; }

    public Column<int> Users { get; }

    public Column<int> Sessions { get; }

    public Column<int> TagSets { get; }

    public Column<int> Contexts { get; }

    public Column<long> EventNs { get; }

    public LocationColumn Locations { get; }

    /// <summary>Row + 1 of the observation that came last, removed or not; 0 = none.</summary>
    public Column<int> LastObservation { get; }

    /// <summary>Observations that are alive.</summary>
    public Column<int> ObservationCounts { get; }

    public Tuples ContextTuples { get; } = new(Width);

    /// <summary>Number of different sets of tags.</summary>
    public int TagSetCount => _tagSets.Count;

    /// <summary>A trace that was reported, or has observations.</summary>
    public bool IsAlive(int row) => Locations[row] != Location.None || ObservationCounts[row] > 0;

    public string Id(int row) => _ids.Id(Ids[row]);

    public string[] Tags(int tagSet) => _tagSets[tagSet];

    public int Find(ReadOnlySpan<byte> id)
    {
        if (id.Length > IdArena.MaxPackedBytes - 3)
        {
            return -1;
        }

        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        return FindPacked(packed[..IdArena.Pack(id, packed)]);
    }

    public int Find(string id) => Find(Encoding.UTF8.GetBytes(id));

    public int GetOrAdd(ReadOnlySpan<byte> id)
    {
        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        packed = packed[..IdArena.Pack(id, packed)];
        if (FindPacked(packed) is >= 0 and var known)
        {
            return known;
        }

        int row = Count++;
        Ids.Grow(Count);
        TimestampNs.Grow(Count);
        FirstStartNs.Grow(Count);
        Users.Grow(Count);
        Sessions.Grow(Count);
        TagSets.Grow(Count);
        Contexts.Grow(Count);
        EventNs.Grow(Count);
        Locations.Grow(Count);
        ObservationCounts.Grow(Count);
        LastObservation.Grow(Count);
        Ids[row] = _ids.Add(packed);
        _index.Add(row);
        Reset(row);
        return row;
    }

    public void Reset(int row)
    {
        TimestampNs[row] = 0;
        Users[row] = 0;
        Sessions[row] = 0;
        TagSets[row] = 0;
        EventNs[row] = long.MinValue;
        Contexts[row] = 0; // The first tuple says nothing.
    }

    /// <summary>Adds what a report says; the reports of a row come in the order of their events.</summary>
    public void Apply(int row, ReportFields said)
    {
        EventNs[row] = said.Number(TraceField.EventNs) ?? 0;
        TimestampNs[row] = said.Number(TraceField.TimestampNs) ?? TimestampNs[row];
        if (said.Has(TraceField.UserId))
        {
            Users[row] = _symbols.Of(said.Bytes(TraceField.UserId));
        }

        if (said.Has(TraceField.SessionId))
        {
            Sessions[row] = _symbols.Of(said.Bytes(TraceField.SessionId));
        }

        if (said.Number(TraceField.Tags) > 0)
        {
            var all = new SortedSet<string>(_tagSets[TagSets[row]], StringComparer.Ordinal);
            all.UnionWith(said.Texts(TraceField.Tags)!);
            TagSets[row] = TagSetOf([.. all]);
        }

        Span<int> context = stackalloc int[Width];
        ContextTuples.Read(Contexts[row], context);
        SetSymbol(context, Name, said, TraceField.Name);
        SetSymbol(context, Release, said, TraceField.Release);
        SetSymbol(context, Version, said, TraceField.Version);
        SetSymbol(context, Environment, said, TraceField.Environment);
        SetSymbol(context, Workspace, said, TraceField.Workspace);
        SetSymbol(context, Service, said, TraceField.Service);
        SetFlag(context, Public, said.Flag(TraceField.Public));
        SetFlag(context, Bookmarked, said.Flag(TraceField.Bookmarked));
        Contexts[row] = ContextTuples.Of(context);
    }

    /// <summary>When the trace began: as it was said, else the start of its first observation.</summary>
    public long BeganNs(int row) => TimestampNs[row] is not 0 and var said ? said : FirstStartNs[row];

    /// <summary>Notes the start of an observation.</summary>
    public void NoteStart(int row, long startNs)
    {
        if (startNs > 0 && (FirstStartNs[row] == 0 || startNs < FirstStartNs[row]))
        {
            FirstStartNs[row] = startNs;
        }
    }

    public string? Text(int row, int slot) => _symbols.Text(ContextTuples.Symbol(Contexts[row], slot));

    private int TagSetOf(string[] tags)
    {
        string key = string.Join('\0', tags);
        if (!_tagSetNumbers.TryGetValue(key, out int number))
        {
            _tagSetNumbers[key] = number = _tagSets.Count;
            _tagSets.Add(tags);
        }

        return number;
    }

    private void SetSymbol(Span<int> tuple, int slot, ReportFields said, int field)
    {
        if (said.Has(field))
        {
            tuple[slot] = _symbols.Of(said.Bytes(field));
        }
    }

    private void SetFlag(Span<int> tuple, int slot, bool? flag)
    {
        if (flag is { } value)
        {
            tuple[slot] = value ? _symbols.Of("true"u8) : 0;
        }
    }

    private int FindPacked(ReadOnlySpan<byte> packed)
    {
        var probe = new RowProbe();
        return _index.Next(packed, ref probe);
    }
}
