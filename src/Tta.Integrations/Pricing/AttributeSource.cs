namespace Tta.Pricing;

/// <summary>Where a <see cref="TierCondition"/> looks an attribute up.</summary>
public enum AttributeSource
{
    /// <summary>Parameters of the request, such as <c>service_tier</c> or <c>speed</c>.</summary>
    ModelParameters,

    /// <summary>Metadata that the application attached to the call.</summary>
    Metadata,
}
