namespace Tta.Primitives;

/// <summary>What a diagram needs to know of a primitive, whatever its types.</summary>
internal interface IDescribable
{
    string Name { get; }

    string Type { get; }

    Type InputType { get; }

    Type OutputType { get; }

    IReadOnlyList<PrimitiveChild> Children { get; }
}
