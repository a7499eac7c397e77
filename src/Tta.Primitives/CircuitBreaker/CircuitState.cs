namespace Tta.Primitives;

/// <summary>State of a circuit; the numbers are the values of the metric <c>circuit_breaker.state</c>.</summary>
public enum CircuitState
{
    /// <summary>Executions pass.</summary>
    Closed = 0,

    /// <summary>One execution passes as a probe.</summary>
    HalfOpen = 1,

    /// <summary>Executions are refused.</summary>
    Open = 2,
}
