// Spec: Grafana Loki HTTP API, POST /loki/api/v1/push and POST /otlp/v1/logs. Differences: no rate limits; a stream limit is 429 as there.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Wire;
using Tta.Wire.Loki;
using Tta.Wire.Otlp;

namespace Tta.Server.Push;

/// <summary>Takes log lines from Promtail, Alloy, Fluent Bit and every other sender of Loki's push protocol.</summary>
internal sealed class LokiPushApi(Intake intake, ILogAppender store, IOtlpReceiver otlp) : Api
{
    private static readonly IngestOrigin s_origin = new(IngestSignal.Logs, "loki_push");
    private readonly BatchPool<LogBatch> _batches = new(b => b.Arena.Length, b => b.Clear());

    public override string Name => "loki";

    public override int DefaultPort => 3100;

    public override string? UiPrefix => "/loki";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/loki/api/v1/push", ReceiveAsync);
        routes.MapPost("/api/prom/push", ReceiveAsync);
        routes.MapPost("/otlp/v1/logs", context => OtlpHttpApi.ReceiveAsync(context, OtlpSignal.Logs, otlp));
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string type = request.ContentType ?? "application/x-protobuf";
        bool isJson = type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
        if (!isJson && !type.StartsWith("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
        {
            await PushAnswer.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "push is application/x-protobuf (snappy) or application/json");
            return;
        }

        // Snappy is part of the protobuf form; naming it in the header as well changes nothing.
        string encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        bool isStreamLimit = false;
        IngestResult result;
        using (RequestBody body = await RequestBody.ReadAsync(context, intake.Limits.MaxRequestBytes, context.RequestAborted))
        {
            result = await intake.ReceiveAsync(
                s_origin, !isJson && encoding == "snappy" ? "" : encoding, body, _batches, isJson ? DecodeJson : DecodeProtobuf,
                AppendAsync, context.RequestAborted);
        }

        await PushAnswer.WriteAsync(context, result, isStreamLimit ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest);

        async ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken)
        {
            AppendResult appended = await store.AppendAsync(batch, cancellationToken);
            isStreamLimit = appended.FirstReason == RejectReason.SeriesLimit;
            return appended;
        }
    }

    private DecodeResult DecodeJson(ReadOnlySpan<byte> body, LogBatch into) => LokiPush.DecodeJson(body, intake.Limits, into);

    private DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, LogBatch into) => LokiPush.DecodeProtobuf(body, intake.Limits, into);
}
