namespace Tta.Primitives;

/// <summary>How a router decides when its function cannot.</summary>
public sealed record RouterOptions
{
    internal static readonly RouterOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>RouterPrimitive</c>.</summary>
    public string Name { get; init; } = "RouterPrimitive";

    /// <summary>Route taken when the function throws, or names a route that does not exist or none; null makes both an error. Default: null.</summary>
    public string? DefaultRoute { get; init; }
}
