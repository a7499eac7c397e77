namespace Tta.Observability;

/// <summary>A stage and who does it.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Persona">Name of the persona.</param>
public sealed record PlannedStage(string Name, string Persona);
