using System.Diagnostics.Metrics;

namespace Tta.Primitives;

/// <summary>State of every circuit breaker that is alive; of those of one name the worst.</summary>
internal static class CircuitGauges
{
    private static readonly LiveInstances<ICircuitGauge> s_circuits = new();

    static CircuitGauges() => PrimitiveTelemetry.Meter.CreateObservableGauge(
        "circuit_breaker.state", Observe, unit: null, "State of circuit breakers: 0 closed, 1 half-open, 2 open.");

    public static void Register(ICircuitGauge circuit) => s_circuits.Add(circuit);

    private static IEnumerable<Measurement<int>> Observe() => s_circuits.Snapshot()
        .GroupBy(static circuit => circuit.Name, static circuit => (int)circuit.State)
        .Select(static group => new Measurement<int>(group.Max(), new KeyValuePair<string, object?>(AttributeNames.PrimitiveName, group.Key)));
}
