using Tta.Server.Hosting;

namespace Tta.Server.Health;

/// <summary>The port of the agent: is every listener serving, and the server's own metrics.</summary>
internal sealed class AgentApi(Composition composition) : Api
{
    public override string Name => "agent";

    public override int DefaultPort => 12345;

    public override string? UiPrefix => null;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/-/ready", ["GET", "HEAD"], ReadyAsync);
        routes.MapGet("/metrics", composition.Metrics.WriteAsync);
    }

    private Task ReadyAsync(HttpContext context)
    {
        IReadOnlyList<string> problems = composition.Listeners.NotReady;
        context.Response.StatusCode = problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        string text = problems.Count == 0 ? "tta is ready: every listener serves.\n" : string.Join('\n', problems) + "\n";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
