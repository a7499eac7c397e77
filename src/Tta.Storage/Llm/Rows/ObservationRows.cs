using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>What is known of every observation without its content: one row each, field by field. Used under the lock of the store.</summary>
internal sealed class ObservationRows
{
    private readonly Symbols _symbols;
    private readonly IdArena _ids;
    private readonly RowIndex _index;
    private readonly Column<int> _toPrevious; // Rows back to the observation of the same trace that came before; 0 = none.

    public ObservationRows(Symbols symbols, PageGroup pages)
    {
        _symbols = symbols;
        _ids = new IdArena(pages);
        Ids = new Column<uint>(pages);
        _index = new RowIndex(pages, _ids, Ids);
        Traces = new Column<int>(pages);
        _toPrevious = new Column<int>(pages);
        StartNs = new Column<long>(pages);
        EndNs = new Column<long>(pages);
        CompletionStartNs = new Column<long>(pages);
        Kinds = new Column<int>(pages);
        Contexts = new Column<int>(pages);
        Errors = new Column<int>(pages);
        Parents = new Column<uint>(pages);
        EventNs = new Column<long>(pages);
        Locations = new LocationColumn(pages);
        Usage = new UsageColumn(pages);
        InputCosts = new CostColumn(pages);
        OutputCosts = new CostColumn(pages);
        TotalCosts = new CostColumn(pages);
        KindTuples.Of(stackalloc int[ObservationSlot.KindWidth]);
        ContextTuples.Of(stackalloc int[ObservationSlot.ContextWidth]);
    }

    /// <summary>Rows, removed ones included.</summary>
    public int Count { get; private set; }

    public int RemovedCount { get; private set; }

    public int AliveCount => Count - RemovedCount;

    public Column<uint> Ids { get; }

    /// <summary>Row of the trace.</summary>
    public Column<int> Traces { get; }

    public Column<long> StartNs { get; }

    public Column<long> EndNs { get; }

    public Column<long> CompletionStartNs { get; }

    public Column<int> Kinds { get; }

    public Column<int> Contexts { get; }

    public Column<int> Errors { get; }

    /// <summary>Place of the id of the parent, 0 = a root.</summary>
    public Column<uint> Parents { get; }

    /// <summary>Time of the last report in the order of events.</summary>
    public Column<long> EventNs { get; }

    /// <summary>Where the reports stand; a row without any is removed.</summary>
    public LocationColumn Locations { get; }

    public UsageColumn Usage { get; }

    public CostColumn InputCosts { get; }

    public CostColumn OutputCosts { get; }

    public CostColumn TotalCosts { get; }

    /// <summary>Combinations of <see cref="ObservationSlot"/>, first part.</summary>
    public Tuples KindTuples { get; } = new(ObservationSlot.KindWidth);

    /// <summary>Combinations of <see cref="ObservationSlot"/>, second part.</summary>
    public Tuples ContextTuples { get; } = new(ObservationSlot.ContextWidth);

    /// <summary>False for a row that nothing is known of.</summary>
    public bool IsFilled(int row) => EventNs[row] != long.MinValue;

    public bool IsAlive(int row) => Locations[row] != Location.None;

    /// <summary>Row of the observation of the same trace that came before, or -1.</summary>
    public int PreviousOfTrace(int row) => _toPrevious[row] is not 0 and var distance ? row - distance : -1;

    public void SetPreviousOfTrace(int row, int previous) => _toPrevious[row] = previous < 0 ? 0 : row - previous;

    public string Id(int row) => _ids.Id(Ids[row]);

    public string? ParentId(int row) => Parents[row] is > 0 and var place ? _ids.Id(place) : null;

    public int KindSymbol(int row, int slot) => KindTuples.Symbol(Kinds[row], slot);

    /// <summary>Row of an id in a trace (or, with -1, in any), or -1.</summary>
    public int Find(ReadOnlySpan<byte> id, int trace)
    {
        if (id.Length > IdArena.MaxPackedBytes - 3)
        {
            return -1;
        }

        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        packed = packed[..IdArena.Pack(id, packed)];
        var probe = new RowProbe();
        int newest = -1;
        while (_index.Next(packed, ref probe) is >= 0 and var row)
        {
            if (trace >= 0 && Traces[row] == trace)
            {
                return row;
            }

            if (trace < 0 && IsAlive(row) && (newest < 0 || StartNs[row] > StartNs[newest]))
            {
                newest = row;
            }
        }

        return newest;
    }

    /// <summary>Adds all rows with an id, removed ones too.</summary>
    public void FindAll(ReadOnlySpan<byte> id, HashSet<int> into)
    {
        if (id.Length > IdArena.MaxPackedBytes - 3)
        {
            return;
        }

        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        packed = packed[..IdArena.Pack(id, packed)];
        var probe = new RowProbe();
        while (_index.Next(packed, ref probe) is >= 0 and var row)
        {
            into.Add(row);
        }
    }

    public int Add(ReadOnlySpan<byte> id, int trace)
    {
        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        packed = packed[..IdArena.Pack(id, packed)];
        int row = Count++;
        Grow();
        Ids[row] = _ids.Add(packed);
        Traces[row] = trace;
        _index.Add(row);
        RemovedCount++; // Until it has a location.
        Reset(row);
        return row;
    }

    public void SetLocation(int row, Location location)
    {
        RemovedCount += (location == Location.None ? 1 : 0) - (IsAlive(row) ? 0 : 1);
        Locations[row] = location;
    }

    /// <summary>Forgets everything about a row but its ids and where its reports stand.</summary>
    public void Reset(int row)
    {
        StartNs[row] = 0;
        EndNs[row] = 0;
        CompletionStartNs[row] = 0;
        Errors[row] = 0;
        Parents[row] = 0;
        EventNs[row] = long.MinValue;
        Usage.Clear(row);
        SetCosts(row, null, null, null);
        Kinds[row] = 0; // The first tuple of each says nothing.
        Contexts[row] = 0;
    }

    /// <summary>Adds what a report says; the reports of a row come in the order of their events.</summary>
    public void Apply(int row, ReportFields said)
    {
        EventNs[row] = said.Number(ObservationField.EventNs) ?? 0;
        StartNs[row] = said.Number(ObservationField.StartNs) ?? StartNs[row];
        EndNs[row] = said.Number(ObservationField.EndNs) ?? EndNs[row];
        CompletionStartNs[row] = said.Number(ObservationField.CompletionStartNs) ?? CompletionStartNs[row];
        if (said.Has(ObservationField.Error))
        {
            Errors[row] = _symbols.Of(said.Bytes(ObservationField.Error));
        }

        if (said.Has(ObservationField.ParentId))
        {
            Parents[row] = PlaceOf(said.Bytes(ObservationField.ParentId), row);
        }

        if (said.Has(ObservationField.Usage))
        {
            Usage.Set(row, said, ObservationField.Usage);
        }

        ApplyKind(row, said);
        ApplyContext(row, said);
        if (said.Has(ObservationField.GivenCosts))
        {
            SetPrice(row, 0, 0, 0, isGiven: true);
            SetCosts(row, Views.GivenCosts(said.Costs(ObservationField.GivenCosts)!));
        }
        else
        {
            ApplyPrice(row, said);
        }
    }

    /// <summary>Takes the price that the store added to a report, unless a sender gave the cost.</summary>
    public void ApplyPrice(int row, ReportFields said)
    {
        if (KindSymbol(row, ObservationSlot.IsCostGiven) == 0 && said.Has(ObservationField.ComputedCosts))
        {
            SetPrice(
                row, _symbols.Of(said.Bytes(ObservationField.PricedAs)), _symbols.Of(said.Bytes(ObservationField.PricingTier)),
                _symbols.Of(said.Bytes(ObservationField.PriceVersion)), isGiven: false);
            SetComputedCosts(row, said);
        }
    }

    private void SetComputedCosts(int row, ReportFields said)
    {
        decimal? input = null;
        decimal? output = null;
        decimal? total = null;
        int position = 0;
        while (said.NextPair(ObservationField.ComputedCosts, ref position, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> value))
        {
            decimal cost = ReportFields.ParseCost(value);
            if (type.SequenceEqual("total"u8))
            {
                total = cost;
                continue;
            }

            string name = type.SequenceEqual("input"u8) ? "input" : type.SequenceEqual("output"u8) ? "output" : Encoding.UTF8.GetString(type);
            input = LlmUsage.IsInput(name) ? (input ?? 0) + cost : input;
            output = LlmUsage.IsOutput(name) ? (output ?? 0) + cost : output;
        }

        SetCosts(row, input, output, total);
    }

    private void ApplyKind(int row, ReportFields said)
    {
        Span<int> kind = stackalloc int[ObservationSlot.KindWidth];
        KindTuples.Read(Kinds[row], kind);
        if (said.Number(ObservationField.Type) is { } type)
        {
            kind[ObservationSlot.Type] = _symbols.Of(EnumText.Of((LlmObservationType)type));
        }

        if (said.Number(ObservationField.Level) is { } level)
        {
            kind[ObservationSlot.Level] = _symbols.Of(EnumText.Of((LlmLevel)level));
        }

        if (said.Number(ObservationField.PromptVersion) is { } version)
        {
            kind[ObservationSlot.PromptVersion] = _symbols.Of(version.ToString(CultureInfo.InvariantCulture));
        }

        if (said.Has(ObservationField.Input) || said.Has(ObservationField.Output) || said.Flag(ObservationField.HasContent) == true)
        {
            kind[ObservationSlot.HasContent] = _symbols.Of("true"u8);
        }

        SetSymbol(kind, ObservationSlot.Name, said, ObservationField.Name);
        SetSymbol(kind, ObservationSlot.Operation, said, ObservationField.Operation);
        SetSymbol(kind, ObservationSlot.Model, said, ObservationField.Model);
        SetSymbol(kind, ObservationSlot.Provider, said, ObservationField.Provider);
        SetSymbol(kind, ObservationSlot.PromptName, said, ObservationField.PromptName);
        SetSymbol(kind, ObservationSlot.FinishReason, said, ObservationField.FinishReason);
        SetSymbol(kind, ObservationSlot.PriceAttributes, said, ObservationField.PriceAttributes);
        Kinds[row] = KindTuples.Of(kind);
    }

    private void SetPrice(int row, int pricedAs, int tier, int version, bool isGiven)
    {
        Span<int> kind = stackalloc int[ObservationSlot.KindWidth];
        KindTuples.Read(Kinds[row], kind);
        kind[ObservationSlot.PricedAs] = pricedAs;
        kind[ObservationSlot.PricingTier] = tier;
        kind[ObservationSlot.PriceVersion] = version;
        kind[ObservationSlot.IsCostGiven] = isGiven ? 1 : 0;
        Kinds[row] = KindTuples.Of(kind);
    }

    private void ApplyContext(int row, ReportFields said)
    {
        Span<int> context = stackalloc int[ObservationSlot.ContextWidth];
        ContextTuples.Read(Contexts[row], context);
        SetSymbol(context, ObservationSlot.Persona, said, ObservationField.Persona);
        SetSymbol(context, ObservationSlot.ChatMode, said, ObservationField.ChatMode);
        SetSymbol(context, ObservationSlot.WorkflowName, said, ObservationField.WorkflowName);
        SetSymbol(context, ObservationSlot.Workspace, said, ObservationField.Workspace);
        SetSymbol(context, ObservationSlot.Service, said, ObservationField.Service);
        SetSymbol(context, ObservationSlot.Environment, said, ObservationField.Environment);
        SetSymbol(context, ObservationSlot.Version, said, ObservationField.Version);
        Contexts[row] = ContextTuples.Of(context);
    }

    private void SetSymbol(Span<int> tuple, int slot, ReportFields said, int field)
    {
        if (said.Has(field))
        {
            tuple[slot] = _symbols.Of(said.Bytes(field));
        }
    }

    private void SetCosts(int row, IReadOnlyDictionary<string, decimal> costs) => SetCosts(
        row, LlmUsage.InputCost(costs), LlmUsage.OutputCost(costs), costs.TryGetValue(LlmUsage.TotalKey, out decimal total) ? total : null);

    private void SetCosts(int row, decimal? input, decimal? output, decimal? total)
    {
        InputCosts[row] = input;
        OutputCosts[row] = output;
        TotalCosts[row] = total;
    }

    /// <summary>Place of an id; that of the parent's own row if it is known.</summary>
    private uint PlaceOf(ReadOnlySpan<byte> id, int child)
    {
        if (id.IsEmpty)
        {
            return 0;
        }

        if (Find(id, Traces[child]) is >= 0 and var row)
        {
            return Ids[row];
        }

        Span<byte> packed = stackalloc byte[IdArena.MaxPackedBytes];
        return _ids.Add(packed[..IdArena.Pack(id[..Math.Min(id.Length, IdArena.MaxPackedBytes - 3)], packed)]);
    }

    private void Grow()
    {
        Ids.Grow(Count);
        Traces.Grow(Count);
        _toPrevious.Grow(Count);
        StartNs.Grow(Count);
        EndNs.Grow(Count);
        CompletionStartNs.Grow(Count);
        Kinds.Grow(Count);
        Contexts.Grow(Count);
        Errors.Grow(Count);
        Parents.Grow(Count);
        EventNs.Grow(Count);
        Locations.Grow(Count);
        Usage.Grow(Count);
        InputCosts.Grow(Count);
        OutputCosts.Grow(Count);
        TotalCosts.Grow(Count);
    }
}
