namespace Tta.Model;

/// <summary>The instrumentation library that made the data.</summary>
/// <param name="Name">Name, "" when absent.</param>
/// <param name="Version">Version, "" when absent.</param>
/// <param name="Attributes">Attributes in the order sent.</param>
/// <param name="DroppedAttributesCount">Attributes the sender dropped.</param>
/// <param name="SchemaUrl">Schema of the data, "" when absent.</param>
public sealed record Scope(
    string Name, string Version, IReadOnlyList<KeyValue> Attributes, uint DroppedAttributesCount = 0, string SchemaUrl = "");
