using Tta.Server.Hosting;

namespace Tta.Server.Ui;

/// <summary>What the web UI asks that no other API answers in one request: overview, trace summaries, model calls.</summary>
internal sealed class InsightApi(TraceRoutes traces, LlmRoutes calls, OverviewRoutes overview) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        traces.Map(routes);
        calls.Map(routes);
        overview.Map(routes);
    }
}
