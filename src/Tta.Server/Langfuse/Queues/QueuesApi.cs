// Spec: Langfuse public API, annotation queues. Difference: users are taken as given, there are no members to check them with.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Queues;

/// <summary>Annotation queues, what is in them and whose work it is.</summary>
internal sealed class QueuesApi(AnnotationRegistry queues, Limits limits) : RegistryApi(limits)
{
    private const int IdSegment = 4;
    private const int ItemSegment = 6;

    public override void Map(IEndpointRouteBuilder routes)
    {
        const string queue = "/api/public/annotation-queues/{queue}";
        routes.MapGet("/api/public/annotation-queues", Handle(context => WritePageAsync(context, queues.List, QueueJson.Write)));
        routes.MapPost("/api/public/annotation-queues", HandleBody(CreateAsync));
        routes.MapGet(queue, Handle(GetAsync));
        routes.MapGet(queue + "/items", Handle(ListItemsAsync));
        routes.MapPost(queue + "/items", HandleBody(AddItemAsync));
        routes.MapGet(queue + "/items/{item}", Handle(GetItemAsync));
        routes.MapPatch(queue + "/items/{item}", HandleBody(UpdateItemAsync));
        routes.MapDelete(queue + "/items/{item}", Handle(RemoveItemAsync));
        routes.MapPost(queue + "/assignments", HandleBody((context, body) => AssignAsync(context, body, isAssigned: true)));
        routes.MapDelete(queue + "/assignments", HandleBody((context, body) => AssignAsync(context, body, isAssigned: false)));
    }

    private async Task CreateAsync(HttpContext context, JsonFields body)
    {
        AnnotationQueue queue = await queues.CreateAsync(
            body.Text("name", 1, 35),
            body.OptionalText("description"),
            body.Texts("scoreConfigIds") ?? throw body.Missing("scoreConfigIds", "array"),
            context.RequestAborted);
        await WriteAsync(context, writer => QueueJson.Write(writer, queue));
    }

    private Task GetAsync(HttpContext context)
    {
        AnnotationQueue queue = queues.Find(Id(context)) ?? throw new NotFoundException("Annotation queue not found");
        return WriteAsync(context, writer => QueueJson.Write(writer, queue));
    }

    private Task ListItemsAsync(HttpContext context)
    {
        bool? isCompleted = Parameter(context, "status") switch
        {
            null => null,
            "PENDING" => false,
            "COMPLETED" => true,
            _ => throw new InvalidFieldException(["status"], "Invalid option: expected one of \"PENDING\"|\"COMPLETED\""),
        };
        return WritePageAsync(context, (page, limit) => queues.ListItems(Id(context), isCompleted, page, limit), QueueJson.Write);
    }

    private async Task AddItemAsync(HttpContext context, JsonFields body)
    {
        CommentObject type = body.Word(
            "objectType", ("TRACE", CommentObject.Trace), ("OBSERVATION", CommentObject.Observation), ("SESSION", CommentObject.Session))
            ?? throw body.Missing("objectType", "string");
        AnnotationItem item = await queues.AddItemAsync(
            Id(context), type, body.Text("objectId", 1, int.MaxValue), ReadStatus(body) ?? false, context.RequestAborted);
        await WriteAsync(context, writer => QueueJson.Write(writer, item));
    }

    private Task GetItemAsync(HttpContext context)
    {
        AnnotationItem item = queues.FindItem(Id(context), RawPath.Segment(context, ItemSegment))
            ?? throw new NotFoundException("Annotation queue item not found");
        return WriteAsync(context, writer => QueueJson.Write(writer, item));
    }

    private async Task UpdateItemAsync(HttpContext context, JsonFields body)
    {
        bool isCompleted = ReadStatus(body) ?? throw body.Missing("status", "string");
        AnnotationItem item = await queues.SetCompletedAsync(
            Id(context), RawPath.Segment(context, ItemSegment), isCompleted, context.RequestAborted);
        await WriteAsync(context, writer => QueueJson.Write(writer, item));
    }

    private async Task RemoveItemAsync(HttpContext context)
    {
        await queues.RemoveItemAsync(Id(context), RawPath.Segment(context, ItemSegment), context.RequestAborted);
        await WriteAsync(context, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success"u8, true);
            writer.WriteString("message"u8, "Annotation queue item deleted successfully"u8);
            writer.WriteEndObject();
        });
    }

    private async Task AssignAsync(HttpContext context, JsonFields body, bool isAssigned)
    {
        string userId = body.Text("userId", 1, int.MaxValue);
        AnnotationQueue queue = await queues.AssignAsync(Id(context), userId, isAssigned, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (Utf8JsonWriter writer) =>
        {
            writer.WriteStartObject();
            if (isAssigned)
            {
                writer.WriteString("userId"u8, userId);
                writer.WriteString("queueId"u8, queue.Id);
                writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
            }
            else
            {
                writer.WriteBoolean("success"u8, true);
            }

            writer.WriteEndObject();
        });
    }

    private static bool? ReadStatus(JsonFields body) => body.Word("status", ("PENDING", false), ("COMPLETED", true));

    private static string Id(HttpContext context) => RawPath.Segment(context, IdSegment);
}
