using Tta.Server.Hosting;

namespace Tta.Server.Health;

/// <summary>What the UI port serves beside the pages: the server's own metrics.</summary>
internal sealed class UiApi(Composition composition) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", composition.Metrics.WriteAsync);
}
