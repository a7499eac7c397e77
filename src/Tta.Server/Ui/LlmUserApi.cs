using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Forgets a user: all traces, with their observations and scores, that name the user.</summary>
internal sealed class LlmUserApi(ILlmSource source, ILlmAppender store) : Api
{
    private const int TracesPerBatch = 1_000;

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/tta/v1/llm/users/{user}", context => UiAnswer.RunAsync(context, DeleteAsync));

    private async Task DeleteAsync(HttpContext context, RequestParameters parameters)
    {
        string user = Uri.UnescapeDataString((string)context.Request.RouteValues["user"]!);
        var query = new LlmQuery { Conditions = [LlmCondition.Text(LlmField.UserId, user)], Limit = TracesPerBatch };
        long deleted = 0;
        while ((await source.TracesAsync(query, context.RequestAborted)).Value.Items is { Count: > 0 } traces)
        {
            var batch = new LlmBatch();
            foreach (LlmTrace trace in traces)
            {
                batch.DeletedTraceIds.Add(trace.Id);
            }

            AppendResult result = await store.AppendAsync(batch, context.RequestAborted);
            deleted += result.AcceptedCount;
            if (result.AcceptedCount == 0)
            {
                break; // What cannot be deleted would be found for ever.
            }
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("deletedTraces"u8, deleted);
            writer.WriteEndObject();
        });
    }
}
