using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Langfuse.Reads;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse;

/// <summary>What Langfuse's clients, and the page, ask about traces, observations, sessions and scores.</summary>
internal sealed class LangfuseReadApi(ILlmSource source, PromptRegistry prompts, ModelRegistry models, IPriceSource prices) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        var observations = new ObservationJson(prompts, new ModelIds(models, prices), prices);
        new ObservationRoutes(source, observations).Map(routes);
        new TraceReadRoutes(source, observations).Map(routes);
        new ScoreReadRoutes(source).Map(routes);
        new MetricRoutes(source).Map(routes);
        new DailyMetricRoutes(source).Map(routes);
    }
}
