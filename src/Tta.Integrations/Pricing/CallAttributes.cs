namespace Tta.Pricing;

/// <summary>What a pricing tier may ask about a call besides its token counts. Immutable.</summary>
public sealed record CallAttributes
{
    private static readonly IReadOnlyDictionary<string, string> s_nothing = new Dictionary<string, string>();

    /// <summary>No attributes.</summary>
    public static CallAttributes None { get; } = new();

    /// <summary>Parameters of the request, such as <c>service_tier</c> or <c>speed</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ModelParameters { get; init; } = s_nothing;

    /// <summary>Metadata of the call. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = s_nothing;
}
