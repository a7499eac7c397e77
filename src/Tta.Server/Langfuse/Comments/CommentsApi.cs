// Spec: Langfuse public API, comments. Difference: an author is taken as given, there are no members to check it with.
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Comments;

/// <summary>Comments: make, list, read.</summary>
internal sealed class CommentsApi(RegistryStore registry, ILlmSource calls, Limits limits) : RegistryApi(limits)
{
    private const int MaxLength = 5_000;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/comments", Handle(ListAsync));
        routes.MapPost("/api/public/comments", HandleBody(CreateAsync));
        routes.MapGet("/api/public/comments/{id}", Handle(GetAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        CommentObject? type = Parameter(context, "objectType") switch
        {
            null => null,
            "TRACE" => CommentObject.Trace,
            "OBSERVATION" => CommentObject.Observation,
            "SESSION" => CommentObject.Session,
            "PROMPT" => CommentObject.Prompt,
            _ => throw new InvalidFieldException(["objectType"], "Invalid option: expected one of \"TRACE\"|\"OBSERVATION\"|\"SESSION\"|\"PROMPT\""),
        };
        string? objectId = Parameter(context, "objectId");
        if (objectId is not null && type is null)
        {
            throw new InvalidFieldException(["objectType"], "objectType is required when objectId is provided");
        }

        return WritePageAsync(
            context, (page, limit) => registry.Comments.List(type, objectId, Parameter(context, "authorUserId"), page, limit), CommentJson.Write);
    }

    private Task GetAsync(HttpContext context)
    {
        Comment comment = registry.Comments.Find(RawPath.Segment(context, 4)) ?? throw new NotFoundException("Comment not found within authorized project");
        return WriteAsync(context, writer => CommentJson.Write(writer, comment));
    }

    private async Task CreateAsync(HttpContext context, JsonFields body)
    {
        _ = body.Text("projectId");
        CommentObject type = body.Word(
            "objectType",
            ("TRACE", CommentObject.Trace),
            ("OBSERVATION", CommentObject.Observation),
            ("SESSION", CommentObject.Session),
            ("PROMPT", CommentObject.Prompt)) ?? throw body.Missing("objectType", "string");
        string objectId = body.Text("objectId");
        string content = body.Text("content", 1, MaxLength).Trim();
        if (content.Length == 0)
        {
            throw body.Invalid("content", "Too small: expected at least 1 characters");
        }

        if (!await ExistsAsync(type, objectId, context.RequestAborted))
        {
            throw new NotFoundException($"Reference object, {type.ToString().ToUpperInvariant()}: {objectId} not found. Skipping creating comment.");
        }

        Comment comment = await registry.Comments.CreateAsync(type, objectId, content, body.OptionalText("authorUserId"), context.RequestAborted);
        await WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, comment.Id);
            writer.WriteEndObject();
        });
    }

    private async ValueTask<bool> ExistsAsync(CommentObject type, string id, CancellationToken cancellationToken) => type switch
    {
        CommentObject.Trace => await calls.TraceAsync(id, cancellationToken) is not null,
        CommentObject.Observation => await calls.ObservationAsync(id, null, cancellationToken) is not null,
        CommentObject.Prompt => registry.Prompts.FindById(id) is not null,
        _ => await HasSessionAsync(id, cancellationToken),
    };

    private async ValueTask<bool> HasSessionAsync(string id, CancellationToken cancellationToken)
    {
        var query = new LlmQuery { Conditions = [LlmCondition.Text(LlmField.SessionId, id)], Limit = 1 };
        return (await calls.SessionsAsync(query, cancellationToken)).Value.Items.Count > 0;
    }
}
