// Spec: Langfuse public API, /health and /projects.
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Langfuse;

/// <summary>What a client asks before anything else: whether the server lives, and which project its keys belong to.</summary>
internal sealed class LangfuseProjectApi : Api
{
    /// <summary>Id of the one project of a server.</summary>
    public const string ProjectId = "tta";

    /// <summary>Version of the Langfuse API that is spoken.</summary>
    public const string SpokenVersion = "4.16.0";

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/health", context => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, "OK");
            writer.WriteString("version"u8, SpokenVersion);
            writer.WriteEndObject();
        }));
        routes.MapGet("/api/public/projects", context => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            writer.WriteStartObject();
            writer.WriteString("id"u8, ProjectId);
            writer.WriteString("name"u8, ProjectId);
            writer.WriteStartObject("organization"u8);
            writer.WriteString("id"u8, ProjectId);
            writer.WriteString("name"u8, ProjectId);
            writer.WriteEndObject();
            writer.WriteStartObject("metadata"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }
}
