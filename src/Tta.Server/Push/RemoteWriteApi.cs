// Spec: Prometheus remote write 1.0 and 2.0, https://prometheus.io/docs/specs/prw/. Differences: native histograms are refused.
using System.Globalization;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Wire.RemoteWrite;

namespace Tta.Server.Push;

/// <summary>Takes samples from Prometheus, Alloy, vmagent and every other sender of remote write.</summary>
internal sealed class RemoteWriteApi(Intake intake, IMetricAppender store) : Api
{
    private const string VersionTwo = "proto=io.prometheus.write.v2.Request";
    private static readonly IngestOrigin s_origin = new(IngestSignal.Metrics, "remote_write");
    private readonly BatchPool<MetricBatch> _batches = new(b => b.Arena.Length, b => b.Clear());

    public override string Name => "prometheus";

    public override int DefaultPort => 9090;

    public override string? UiPrefix => "/prometheus";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/write", ReceiveAsync);

    private async Task ReceiveAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string type = request.ContentType ?? "application/x-protobuf";
        if (!type.StartsWith("application/x-protobuf", StringComparison.OrdinalIgnoreCase)
            || !string.Equals(request.Headers.ContentEncoding.ToString(), "snappy", StringComparison.OrdinalIgnoreCase))
        {
            await PushAnswer.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "remote write is application/x-protobuf with Content-Encoding snappy");
            return;
        }

        RemoteWriteVersion version = type.Contains(VersionTwo, StringComparison.OrdinalIgnoreCase) ? RemoteWriteVersion.V2 : RemoteWriteVersion.V1;
        int sampleCount = 0;
        int exemplarCount = 0;
        IngestResult result;
        using (RequestBody body = await RequestBody.ReadAsync(context, intake.Limits.MaxRequestBytes, context.RequestAborted))
        {
            result = await intake.ReceiveAsync(
                s_origin, "", body, _batches, (bytes, into) => RemoteWriteDecoder.Decode(bytes, intake.Limits, into, version),
                AppendAsync, context.RequestAborted);
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["X-Prometheus-Remote-Write-Samples-Written"] = sampleCount.ToString(CultureInfo.InvariantCulture);
        headers["X-Prometheus-Remote-Write-Histograms-Written"] = "0";
        headers["X-Prometheus-Remote-Write-Exemplars-Written"] = exemplarCount.ToString(CultureInfo.InvariantCulture);
        await PushAnswer.WriteAsync(context, result, StatusCodes.Status400BadRequest);

        async ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
        {
            AppendResult appended = await store.AppendAsync(batch, cancellationToken);
            sampleCount = appended.AcceptedCount;
            exemplarCount = batch.Exemplars.Count;
            return appended;
        }
    }
}
