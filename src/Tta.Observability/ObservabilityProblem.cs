namespace Tta.Observability;

/// <summary>Something that went wrong in telemetry and what to do about it. The application goes on.</summary>
/// <param name="Code">Stable name of the kind of problem, for example <c>prometheus-port-in-use</c>.</param>
/// <param name="Message">What, where, why and the remedy. Carries no secrets.</param>
/// <param name="Count">How often it happened.</param>
public sealed record ObservabilityProblem(string Code, string Message, long Count);
