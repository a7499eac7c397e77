using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Keeps traces where a number lies within bounds, both inclusive.</summary>
/// <param name="key">Attribute name.</param>
/// <param name="min">Least value.</param>
/// <param name="max">Greatest value.</param>
/// <param name="invert">True keeps the traces without such a number.</param>
public sealed class NumericAttributePolicy(string key, double min, double max, bool invert = false) : AttributePolicy(key, invert)
{
    /// <inheritdoc/>
    protected override bool Matches(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Int => value.IntValue >= min && value.IntValue <= max,
        AnyValueKind.Double => value.DoubleValue >= min && value.DoubleValue <= max,
        _ => false,
    };
}
