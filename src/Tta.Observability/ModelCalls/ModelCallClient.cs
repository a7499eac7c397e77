using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Tta.Observability;

/// <summary>Posts batches of model calls to Langfuse's OTLP route, again when the receiver asks for patience.</summary>
internal sealed class ModelCallClient(ModelCallTarget target, OtlpJsonWriter writer, LangfuseHttp http, ProblemLog problems) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _json = new(64 * 1024);

    /// <summary>Called by one thread at a time.</summary>
    public async Task<bool> SendAsync(IReadOnlyList<ModelCall> calls, bool isLastChance, CancellationToken cancel)
    {
        _json.ResetWrittenCount();
        writer.Write(_json, calls);
        byte[] body = Zip(_json.WrittenSpan);
        if (_json.Capacity > 16 * 1024 * 1024)
        {
            // One unusually large batch should not keep its memory for good.
            _json.Clear();
        }

        LangfuseOutcome outcome = await http.PostAsync("/otel/v1/traces", () => Content(body), isLastChance ? 1 : LangfuseHttp.MaxAttempts, cancel).ConfigureAwait(false);
        if (outcome.IsSuccess)
        {
            return true;
        }

        string fix = outcome.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? "check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY"
            : "start a receiver with 'tta up', set LANGFUSE_HOST, or switch ModelCalls.Enabled off";
        problems.Report("model-calls-not-exported", $"cannot send model calls to {target.Route("/otel/v1/traces")}: {outcome.Reason}; {fix}");
        return false;
    }

    public void Dispose() => http.Dispose();

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
