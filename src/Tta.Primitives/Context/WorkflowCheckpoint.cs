namespace Tta.Primitives;

/// <summary>A named moment of a workflow.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Time">When, by the clock of the context.</param>
/// <param name="Elapsed">How long after the start of the context.</param>
public readonly record struct WorkflowCheckpoint(string Name, DateTimeOffset Time, TimeSpan Elapsed);
