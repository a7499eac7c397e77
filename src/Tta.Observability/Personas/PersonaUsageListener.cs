using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// Hears the tokens and the cost that the instrumented clients of Tta.Integrations count. Unlike spans these are there for every call, whatever is
/// sampled, and also when telemetry is switched off.
/// </summary>
internal sealed class PersonaUsageListener : IDisposable
{
    public const string Tokens = "persona.tokens";
    public const string Cost = "persona.cost.usd";

    // Trackers count by an instrument of the same name what they were told directly.
    private static readonly ConditionalWeakTable<Meter, object> s_metersOfTrackers = [];

    private readonly MeterListener _listener = new();

    /// <param name="used">Takes persona and use.</param>
    public PersonaUsageListener(Action<string, BudgetAmount> used)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: Tokens or Cost, Meter.Name: TelemetryNames.Integrations } && !s_metersOfTrackers.TryGetValue(instrument.Meter, out _))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, tokens, labels, _) => Tell(used, new BudgetAmount(tokens, 0), labels));
        _listener.SetMeasurementEventCallback<double>((_, costUsd, labels, _) => Tell(used, new BudgetAmount(0, (decimal)costUsd), labels));
        _listener.Start();
    }

    /// <summary>A meter that no tracker listens to.</summary>
    public static Meter NewTrackerMeter()
    {
        var meter = new Meter(new MeterOptions(TelemetryNames.Integrations) { Version = TtaPrimitivesTelemetry.Version });
        s_metersOfTrackers.Add(meter, meter);
        return meter;
    }

    private static void Tell(Action<string, BudgetAmount> used, BudgetAmount amount, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (KeyValuePair<string, object?> label in labels)
        {
            if (label is { Key: "persona", Value: string persona })
            {
                used(persona, amount);
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
