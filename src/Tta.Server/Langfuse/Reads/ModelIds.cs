using System.Collections.Frozen;
using Tta.Model;
using Tta.Server.Langfuse.Models;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Which of the models that <c>GET /models</c> lists an observation was made with. Thread-safe.</summary>
internal sealed class ModelIds(ModelRegistry models, IPriceSource prices)
{
    private static readonly Lazy<FrozenDictionary<string, string>> s_builtIn = new(static () =>
        PriceListModels.All.DistinctBy(static model => model.ModelName).ToFrozenDictionary(static model => model.ModelName, static model => model.Id, StringComparer.Ordinal));

    /// <summary>
    /// The id of the model that the observation was priced as, or would be by its name if it counted anything. The models of imported price lists,
    /// which are not listed, have their name instead. Null when no model matches.
    /// </summary>
    public string? Of(LlmObservation observation)
    {
        long startMs = observation.StartNs / 1_000_000;
        string? name = observation.PricedAs ?? (observation.Model is { } model ? prices.At(startMs).Find(model)?.Name : null);
        if (name is null)
        {
            return null;
        }

        foreach (ModelDefinition own in models.All)
        {
            if ((own.StartMs is null || own.StartMs <= startMs) && string.Equals(own.ModelName, name, StringComparison.Ordinal))
            {
                return own.Id;
            }
        }

        return s_builtIn.Value.GetValueOrDefault(name, name);
    }
}
