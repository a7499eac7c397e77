namespace Tta.Primitives;

/// <summary>What the observable gauge reads of a circuit breaker.</summary>
internal interface ICircuitGauge
{
    string Name { get; }

    CircuitState State { get; }
}
