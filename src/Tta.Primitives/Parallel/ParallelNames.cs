namespace Tta.Primitives;

/// <summary>What every kind of parallel primitive is called.</summary>
internal static class ParallelNames
{
    public const string Type = "ParallelPrimitive";
}
