namespace Tta.Model;

/// <summary>Form of an imported price list.</summary>
public enum PriceListFormat
{
    /// <summary>An array of models with pricing tiers, as Langfuse keeps its own list.</summary>
    Langfuse,

    /// <summary>An object of models, <c>model_prices_and_context_window.json</c> of LiteLLM.</summary>
    LiteLlm,
}
