// Spec: Langfuse public API, POST /ingestion (207 with an outcome per event), POST and DELETE /scores, DELETE /traces.
using System.Text.Json;
using Tta.Agent.Forwarding;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Storage.Registry;
using Tta.Wire;
using Tta.Wire.Langfuse;

namespace Tta.Server.Langfuse;

/// <summary>Takes events of Langfuse's own protocol, and single scores; deletes.</summary>
/// <param name="intake">What every way in has in common.</param>
/// <param name="store">Where reports go.</param>
/// <param name="configs">What scores must be.</param>
/// <param name="time">Clock.</param>
/// <param name="senderId">How the forwarder of this server names itself; what it sends must not come in here again.</param>
internal sealed class LangfuseIngestionApi(Intake intake, ILlmAppender store, ScoreConfigRegistry configs, TimeProvider time, string? senderId = null) : Api, IScoreRules
{
    private const int MaxDeletedTraces = 1_000;
    private static readonly IngestOrigin s_origin = new(IngestSignal.Llm, "langfuse_ingestion");
    private static readonly IngestOrigin s_scores = new(IngestSignal.Llm, "langfuse_scores");
    private readonly BatchPool<LangfuseIngestion> _batches = new(_ => 0, b => b.Clear());

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/public/ingestion", IngestAsync);
        routes.MapPost("/api/public/scores", context => LangfuseError.RunAsync(context, AddScoreAsync));
        routes.MapDelete("/api/public/scores/{scoreId}", context => LangfuseError.RunAsync(context, DeleteScoreAsync));
        routes.MapDelete("/api/public/traces/{traceId}", context => LangfuseError.RunAsync(context, DeleteTraceAsync));
        routes.MapDelete("/api/public/traces", context => LangfuseError.RunAsync(context, DeleteTracesAsync));
    }

    ScoreConfig? IScoreRules.Find(string id) => configs.Find(id);

    private async Task IngestAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (senderId is not null && request.Headers[LangfuseForwarder.SenderHeader] == senderId)
        {
            await LangfuseError.WriteAsync(context, StatusCodes.Status508LoopDetected, "LoopDetected", "this server forwards to itself");
            return;
        }

        string encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        LangfuseIngestion.Outcome[] outcomes = [];
        IngestResult result;
        using (RequestBody body = await RequestBody.ReadAsync(context, intake.Limits.MaxLangfuseBatchBytes, context.RequestAborted))
        {
            result = body.Problem == BodyProblem.TooLarge
                ? intake.Refuse(s_origin, TooLarge())
                : await intake.ReceiveAsync(s_origin, encoding, body, _batches, Decode, AppendAsync, context.RequestAborted);
        }

        if (result.Status == IngestStatus.Ok)
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status207MultiStatus, writer => Write(writer, outcomes));
            return;
        }

        await LangfuseError.RefuseAsync(context, "Invalid request data", result);

        ValueTask<AppendResult> AppendAsync(LangfuseIngestion batch, CancellationToken cancellationToken)
        {
            outcomes = [.. batch.Outcomes];
            return batch.Reports.Count == 0 ? default : store.AppendAsync(batch.Reports, cancellationToken);
        }
    }

    private async Task AddScoreAsync(HttpContext context)
    {
        AnyValue body = await JsonBody.ReadAsync(context, intake.Limits.MaxLangfuseBatchBytes, intake.Limits.MaxJsonDepth);
        var score = new LangfuseEvent { Id = Guid.NewGuid().ToString(), Type = "score-create", TimestampNs = NowNs(), Body = body };
        var batch = new LlmBatch();
        if (LangfuseEvents.AddTo(batch, score, this) is { } problem)
        {
            throw new ParameterException(problem);
        }

        string scoreId = batch.Scores[0].Id;
        intake.Meter.Add(s_scores.Signal, s_scores.Protocol, await store.AppendAsync(batch, context.RequestAborted));
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, scoreId);
            writer.WriteEndObject();
        });
    }

    private Task DeleteScoreAsync(HttpContext context)
    {
        var batch = new LlmBatch();
        batch.DeletedScoreIds.Add((string)context.Request.RouteValues["scoreId"]!);
        return DeleteAsync(context, batch, StatusCodes.Status202Accepted, "Score deletion request accepted");
    }

    private Task DeleteTraceAsync(HttpContext context)
    {
        var batch = new LlmBatch();
        batch.DeletedTraceIds.Add((string)context.Request.RouteValues["traceId"]!);
        return DeleteAsync(context, batch, StatusCodes.Status200OK, "Trace deleted successfully");
    }

    private async Task DeleteTracesAsync(HttpContext context)
    {
        AnyValue body = await JsonBody.ReadAsync(context, intake.Limits.MaxLangfuseBatchBytes, intake.Limits.MaxJsonDepth);
        var batch = new LlmBatch();
        if (KeyValue.TryFind(body.MapValue, "traceIds", out AnyValue ids))
        {
            foreach (AnyValue id in ids.ArrayValue)
            {
                batch.DeletedTraceIds.Add(id.ToText());
            }
        }

        if (batch.DeletedTraceIds.Count is 0 or > MaxDeletedTraces)
        {
            throw new ParameterException($"traceIds: expected an array of 1 to {MaxDeletedTraces} ids");
        }

        await DeleteAsync(context, batch, StatusCodes.Status200OK, "Traces deleted successfully");
    }

    private async Task DeleteAsync(HttpContext context, LlmBatch batch, int status, string message)
    {
        await store.AppendAsync(batch, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        });
    }

    private void Write(Utf8JsonWriter writer, LangfuseIngestion.Outcome[] outcomes)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("successes"u8);
        foreach (LangfuseIngestion.Outcome outcome in outcomes)
        {
            if (outcome.Problem is null)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, outcome.EventId);
                writer.WriteNumber("status"u8, StatusCodes.Status201Created);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("errors"u8);
        foreach (LangfuseIngestion.Outcome outcome in outcomes)
        {
            if (outcome.Problem is { } problem)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, outcome.EventId);
                writer.WriteNumber("status"u8, StatusCodes.Status400BadRequest);
                writer.WriteString("message"u8, "Invalid request data");
                writer.WriteString("error"u8, intake.Plain(problem));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private DecodeResult Decode(ReadOnlySpan<byte> body, LangfuseIngestion into) => LangfuseIngestion.Decode(body, intake.Limits, this, into);

    private WireError TooLarge() => new(
        RejectReason.TooLarge, -1, $"the batch is larger than {intake.Limits.MaxLangfuseBatchBytes} bytes (limits.max_langfuse_batch_bytes)");

    private long NowNs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
