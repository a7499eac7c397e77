// Spec: cost rules of Langfuse. A given cost wins; otherwise units by usage type times the prices of the tier that applies.
using Tta.Model;
using Tta.Pricing;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Pricing;

/// <summary>Prices observations when a report says what that takes. Used under the lock of the store.</summary>
internal sealed class ObservationPricing(IPriceSource source, Func<LlmTables> current)
{
    private readonly Dictionary<(string? TraceId, string Id), LlmObservationChange> _earlierInBatch = [];
    private readonly Dictionary<string, string> _traces = new(StringComparer.Ordinal); // Of the observations of the batch, by their id.
    private PriceBook? _book;
    private string[] _parameterKeys = [];

    public void BeginBatch()
    {
        _earlierInBatch.Clear();
        _traces.Clear();
    }

    /// <summary>The price of an observation once a report is added to it; null when nothing is known or the report changes nothing.</summary>
    public Priced? PriceOf(LlmObservationChange report, out string? attributes)
    {
        PriceBook book = source.Prices;
        if (!ReferenceEquals(book, _book))
        {
            _book = book;
            _parameterKeys = [.. book.ParameterKeys];
        }

        attributes = PriceAttributes.Pick(report.ModelParametersJson, _parameterKeys);
        LlmObservationChange said = WithEarlierInBatch(report);
        if (said.CostDetails is { Count: > 0 } || (report.UsageDetails ?? (object?)report.Model ?? report.ModelParametersJson) is null)
        {
            return null;
        }

        LlmTables tables = current();
        ObservationRows rows = tables.Observations;
        int row = tables.FindReported(said.Id, said.TraceId);
        bool isKnown = row >= 0 && rows.IsAlive(row);
        bool isNewer = !isKnown || report.EventNs >= rows.EventNs[row];
        if (isKnown && rows.KindSymbol(row, ObservationSlot.IsCostGiven) != 0)
        {
            return null; // A sender gave the cost.
        }

        string? knownModel = isKnown ? tables.Symbols.Text(rows.KindSymbol(row, ObservationSlot.Model)) : null;
        IReadOnlyDictionary<string, long>? knownUsage = isKnown && rows.Usage.ShapeOf(row) >= 0 ? rows.Usage.Units(row) : null;
        string? model = isNewer ? said.Model ?? knownModel : knownModel ?? said.Model;
        IReadOnlyDictionary<string, long>? usage = isNewer ? said.UsageDetails ?? knownUsage : knownUsage ?? said.UsageDetails;
        if (model is null || usage is not { Count: > 0 } || book.Find(model) is null)
        {
            return null;
        }

        string? parameters = said.ModelParametersJson is null && isKnown
            ? tables.Symbols.Text(rows.KindSymbol(row, ObservationSlot.PriceAttributes))
            : PriceAttributes.Pick(said.ModelParametersJson, _parameterKeys);
        CallAttributes call = PriceAttributes.Read(parameters);
        call = said.MetadataJson is null ? call : call with { Metadata = PriceAttributes.Members(said.MetadataJson) };
        long? startNs = isNewer ? said.StartNs ?? (isKnown ? rows.StartNs[row] : null) : rows.StartNs[row];
        book = startNs > 0 ? source.At(startNs.Value / 1_000_000) : book;
        return book.CostOf(model, AsDecimals(LlmUsage.WithTotal(usage)), call) is { PricedAs: { } name, Tier: { } tier } cost
            ? new Priced(name, tier, book.Version, cost.Details)
            : null;
    }

    public static Dictionary<string, decimal> AsDecimals(IReadOnlyDictionary<string, long> units)
    {
        var decimals = new Dictionary<string, decimal>(units.Count, StringComparer.Ordinal);
        foreach ((string type, long count) in units)
        {
            decimals[type] = count;
        }

        return decimals;
    }

    /// <summary>A call that starts and ends within one batch says its model in one report and its usage in another.</summary>
    private LlmObservationChange WithEarlierInBatch(LlmObservationChange report)
    {
        if (report.TraceId is { } traceId)
        {
            _traces[report.Id] = traceId;
        }

        // A report that names no trace is about the observation with its id, whether that comes before or after it.
        (string?, string) key = (report.TraceId ?? _traces.GetValueOrDefault(report.Id), report.Id);
        LlmObservationChange said = !_earlierInBatch.TryGetValue(key, out LlmObservationChange? other)
            && !_earlierInBatch.Remove((null, report.Id), out other) ? report
            : other.EventNs <= report.EventNs ? ReportMerge.Merge(other, report)
            : ReportMerge.Merge(report, other);
        _earlierInBatch[key] = said;
        return said;
    }
}
