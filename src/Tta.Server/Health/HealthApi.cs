// Spec: Grafana HTTP API, GET /api/health.
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Health;

/// <summary>The health check of Grafana, which scripts ask on the port of the UI.</summary>
internal sealed class HealthApi : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/api/health", ["GET", "HEAD"], static context =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("commit"u8, ""u8);
            writer.WriteString("database"u8, "ok"u8);
            writer.WriteString("version"u8, ServerHost.Version);
            writer.WriteEndObject();
        }));
}
