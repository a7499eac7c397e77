using Microsoft.Extensions.AI;
using Tta.Pricing;

namespace Tta.Integrations;

/// <summary>The cost of a response: by the model that answered where it has a price, else by the model that was asked for.</summary>
internal static class ModelPricing
{
    private static readonly string[] s_pricedParameters = ["service_tier", "speed"];

    public static ModelCost? CostOf(
        PriceBook prices, string? responseModel, string? requestModel, in TokenUsage usage, AdditionalPropertiesDictionary? parameters)
    {
        CallAttributes attributes = AttributesOf(parameters);
        return (responseModel is null ? null : prices.CostOf(responseModel, usage, attributes))
            ?? (requestModel is null ? null : prices.CostOf(requestModel, usage, attributes));
    }

    private static CallAttributes AttributesOf(AdditionalPropertiesDictionary? parameters)
    {
        Dictionary<string, string>? found = null;
        foreach (string name in s_pricedParameters)
        {
            if (parameters is not null && parameters.TryGetValue(name, out object? value) && value is string text)
            {
                (found ??= [])[name] = text;
            }
        }

        return found is null ? CallAttributes.None : new CallAttributes { ModelParameters = found };
    }
}
