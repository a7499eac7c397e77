namespace Tta.Model;

/// <summary>
/// A condition on one field. Durations are integers in nanoseconds; status, kind and ids are text as TraceQL writes them
/// (<c>error</c>, <c>server</c>, lower-case hex).
/// </summary>
/// <param name="Field">What is compared.</param>
/// <param name="Operator">How.</param>
/// <param name="Values">With what; empty for <see cref="SpanConditionOperator.Exists"/>.</param>
public sealed record SpanCondition(SpanField Field, SpanConditionOperator Operator, IReadOnlyList<AnyValue> Values);
