namespace Tta.Model;

/// <summary>What is known about a metric family.</summary>
/// <param name="Name">Family name.</param>
/// <param name="Type">Type.</param>
/// <param name="Help">Description, "" when unknown.</param>
/// <param name="Unit">Unit, "" when unknown.</param>
public readonly record struct MetricMetadata(string Name, MetricType Type, string Help, string Unit);
