namespace Tta.Model;

/// <summary>What sent telemetry: a process, with its attributes.</summary>
/// <param name="Attributes">Attributes in the order sent.</param>
/// <param name="DroppedAttributesCount">Attributes the sender dropped.</param>
/// <param name="SchemaUrl">Schema of the attributes, "" when absent.</param>
public sealed record Resource(IReadOnlyList<KeyValue> Attributes, uint DroppedAttributesCount = 0, string SchemaUrl = "")
{
    /// <summary>Name used where a sender gave none.</summary>
    public const string UnknownService = "unknown_service";

    /// <summary>Value of <c>service.name</c>, or <see cref="UnknownService"/>.</summary>
    public string ServiceName => KeyValue.TryFind(Attributes, "service.name", out AnyValue value) && value.ToText() is { Length: > 0 } name
        ? name
        : UnknownService;
}
