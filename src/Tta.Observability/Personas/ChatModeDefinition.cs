namespace Tta.Observability;

/// <summary>A way of working that personas share, for example <c>architect</c>.</summary>
public sealed record ChatModeDefinition
{
    /// <summary>Name in telemetry, the label <c>chatmode</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    /// <value>Empty by default.</value>
    public string Description { get; init; } = "";

    /// <summary>Personas that may be in it; empty allows all.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> Personas { get; init; } = [];
}
