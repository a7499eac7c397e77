using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Tta.Observability;

/// <summary>
/// Sends model calls to Langfuse's OTLP route. Calls whose content would exceed the memory bound go out without it, counted.
/// </summary>
internal sealed class ModelCallSender(LangfuseHttp http, OtlpJsonWriter writer, ModelCallOptions options, ModelCallTarget target, ExportCounters counters, ProblemLog problems)
    : BackgroundSender<ModelCall>(ExportSignal.ModelCalls, options.QueueSize, target, counters, problems)
{
    private const string Path = "/otel/v1/traces";
    private const int MaxKeptBytes = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _json = new(64 * 1024);
    private long _waitingBytes;

    public void Enqueue(Activity span)
    {
        if (!IsSampled(span.TraceId) || !TryReserve())
        {
            return;
        }

        if (!Target.CaptureContent)
        {
            Enqueue(new ModelCall(span, 0, WithContent: false));
            return;
        }

        long bytes = ModelCall.ContentBytesOf(span);
        bool withContent = Interlocked.Add(ref _waitingBytes, bytes) <= options.MaxQueuedContentBytes;
        if (!withContent)
        {
            Interlocked.Add(ref _waitingBytes, -bytes);
            Counters.CountDropped(ExportSignal.ModelCalls, ExportCounters.ContentDropped);
        }

        Enqueue(new ModelCall(span, withContent ? bytes : 0, withContent));
    }

    protected override long BytesOf(ModelCall item) => item.ContentBytes;

    protected override void Release(long bytes) => Interlocked.Add(ref _waitingBytes, -bytes);

    protected override async Task<int> SendAsync(IReadOnlyList<ModelCall> batch, bool isLastChance, CancellationToken cancel)
    {
        _json.ResetWrittenCount();
        writer.Write(_json, batch);
        byte[] body = Zip(_json.WrittenSpan);
        if (_json.Capacity > MaxKeptBytes)
        {
            // One unusually large batch should not keep its memory for good.
            _json.Clear();
        }

        LangfuseOutcome outcome = await http.PostAsync(Path, () => Content(body), isLastChance, cancel).ConfigureAwait(false);
        if (outcome.IsSuccess)
        {
            return batch.Count;
        }

        string fix = outcome.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY"
            : "start a receiver with 'tta up', set LANGFUSE_HOST, or switch ModelCalls.Enabled off";
        Problems.Report("model-calls-not-exported", $"cannot send model calls to {http.Route(Path)}: {outcome.Reason}; {fix}");
        return 0;
    }

    // By the random half of the id, as samplers of OpenTelemetry do: a trace is sent as a whole or not at all, by every process of it.
    private bool IsSampled(ActivityTraceId id)
    {
        if (Target.SampleRate >= 1)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        return (BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) & long.MaxValue) < Target.SampleRate * long.MaxValue;
    }

    private static ByteArrayContent Content(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static byte[] Zip(ReadOnlySpan<byte> json)
    {
        using var zipped = new MemoryStream(json.Length / 4);
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return zipped.ToArray();
    }
}
