using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Keeps traces where a truth value is as wanted.</summary>
/// <param name="key">Attribute name.</param>
/// <param name="wanted">The value.</param>
/// <param name="invert">True keeps the traces without such a value.</param>
public sealed class BooleanAttributePolicy(string key, bool wanted, bool invert = false) : AttributePolicy(key, invert)
{
    /// <inheritdoc/>
    protected override bool Matches(in AnyValue value) => value.Kind == AnyValueKind.Bool && value.BoolValue == wanted;
}
