using Tta.Server.Hosting;

namespace Tta.Server.Ui;

/// <summary>What the web UI asks that no other API answers in one request: overview, trace summaries, model calls.</summary>
internal sealed class InsightApi(
    TraceRoutes traces, LlmRoutes calls, LlmCostRoutes costs, LlmSessionRoutes sessions, LlmScoreRoutes scores, LlmWasteRoutes waste,
    OverviewRoutes overview) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        traces.Map(routes);
        calls.Map(routes);
        costs.Map(routes);
        sessions.Map(routes);
        scores.Map(routes);
        waste.Map(routes);
        overview.Map(routes);
    }
}
