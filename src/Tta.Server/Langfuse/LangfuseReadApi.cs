using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Langfuse.Reads;

namespace Tta.Server.Langfuse;

/// <summary>What Langfuse's clients, and the page, ask about traces, observations, sessions and scores.</summary>
internal sealed class LangfuseReadApi(ILlmSource source) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        new ObservationRoutes(source).Map(routes);
        new TraceReadRoutes(source).Map(routes);
        new ScoreReadRoutes(source).Map(routes);
        new MetricRoutes(source).Map(routes);
    }
}
