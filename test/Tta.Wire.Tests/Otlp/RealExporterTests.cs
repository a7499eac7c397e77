using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tta.Model;
using Tta.Wire.Otlp;
using SpanKind = Tta.Model.SpanKind;

namespace Tta.Wire.Tests.Otlp;

/// <summary>What the OpenTelemetry SDK sends is what we read.</summary>
public class RealExporterTests
{
    private static readonly Limits s_limits = new();
    private static readonly ResourceBuilder s_resource = ResourceBuilder.CreateEmpty().AddAttributes(
        [new("service.name", "shop"), new("service.instance.id", "i-1"), new("workspace", "clone"), new("host.name", "h")]);

    [Fact]
    public void Spans()
    {
        using var source = new ActivitySource("Tta.Test", "2.0");
        var handler = new Capture();
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(s_resource).AddSource("Tta.Test")
            .AddOtlpExporter(options => Configure(options, handler, "traces")).Build())
        {
            using Activity outer = source.StartActivity("primitive.Outer", ActivityKind.Internal)!;
            outer.SetTag("list", new[] { "a", "b" });
            outer.SetTag("n", 5L);
            using Activity inner = source.StartActivity("chat gpt", ActivityKind.Client)!;
            inner.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection { ["delay"] = 0.5 }));
            inner.SetStatus(ActivityStatusCode.Error, "boom");
            inner.TraceStateString = "k=v";
        }

        var batch = new SpanBatch();
        foreach (byte[] body in handler.Bodies)
        {
            DecodeResult result = OtlpTraces.DecodeProtobuf(body, s_limits, batch);
            Assert.Equal((0, false), (result.RejectedCount, result.Error.IsError));
        }

        List<Span> spans = Enumerable.Range(0, batch.Spans.Count).Select(batch.Read).OrderBy(span => span.StartNs).ToList();
        Assert.Equal(["primitive.Outer", "chat gpt"], spans.Select(span => span.Name));
        Assert.Equal(spans[0].SpanId, spans[1].ParentSpanId);
        Assert.Equal((SpanKind.Client, SpanStatusCode.Error, "boom", "k=v"), (spans[1].Kind, spans[1].Status, spans[1].StatusMessage, spans[1].TraceState));
        Assert.Equal("list=[\"a\",\"b\"] n=5", string.Join(' ', spans[0].Attributes.Select(a => $"{a.Key}={a.Value}")));
        Assert.Equal("0.5", spans[1].Events[0].Attributes[0].Value.ToText());
        Assert.Equal(("shop", "Tta.Test", "2.0"), (spans[0].Resource.ServiceName, spans[0].Scope.Name, spans[0].Scope.Version));
        Assert.True(spans[0].EndNs >= spans[1].EndNs && spans[1].StartNs >= spans[0].StartNs);
    }

    [Fact]
    public void Metrics()
    {
        using var meter = new Meter("Tta.Test");
        var handler = new Capture();
        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(s_resource).AddMeter("Tta.Test")
            .AddView("primitive.execution.duration", new ExplicitBucketHistogramConfiguration { Boundaries = [0.1, 1] })
            .AddOtlpExporter((options, _) => Configure(options, handler, "metrics")).Build())
        {
            meter.CreateCounter<long>("primitive.executions", "{execution}").Add(3, new KeyValuePair<string, object?>("primitive.name", "Step"));
            meter.CreateHistogram<double>("primitive.execution.duration", "s").Record(0.5);
            meter.CreateUpDownCounter<int>("workflow.active_requests").Add(-2);
            meter.CreateObservableGauge("cache.hit_rate", () => 0.75);
            meter.CreateCounter<double>("llm.cost.usd").Add(0.25);
            provider.ForceFlush();
        }

        var batch = new MetricBatch();
        DecodeResult result = OtlpMetrics.DecodeProtobuf(handler.Bodies[0], s_limits, OtlpMetricsOptions.Default, batch);
        Assert.Equal((5, 0), (result.ItemCount, result.RejectedCount));
        const string Common = "instance=\"i-1\", job=\"shop\"";
        const string Promoted = "service_name=\"shop\", workspace=\"clone\"";
        Assert.Equal(
            [
                $"cache_hit_rate{{{Common}, {Promoted}}} 0.75",
                $"llm_cost_usd_total{{{Common}, {Promoted}}} 0.25",
                $"primitive_execution_duration_seconds_bucket{{{Common}, le=\"+Inf\", {Promoted}}} 1",
                $"primitive_execution_duration_seconds_bucket{{{Common}, le=\"0.1\", {Promoted}}} 0",
                $"primitive_execution_duration_seconds_bucket{{{Common}, le=\"1\", {Promoted}}} 1",
                $"primitive_execution_duration_seconds_count{{{Common}, {Promoted}}} 1",
                $"primitive_execution_duration_seconds_sum{{{Common}, {Promoted}}} 0.5",
                $"primitive_executions_total{{{Common}, primitive_name=\"Step\", {Promoted}}} 3",
                $"target_info{{host_name=\"h\", {Common}, service_instance_id=\"i-1\", {Promoted}}} 1",
                $"workflow_active_requests{{{Common}, {Promoted}}} -2",
            ],
            // Instruments that were read in two different milliseconds give target_info two times.
            Rows.Of(batch).Select(row => row[..row.IndexOf(" @", StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Logs()
    {
        var handler = new Capture();
        using (ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(s_resource);
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter(exporter => Configure(exporter, handler, "logs"));
        })))
        {
            factory.CreateLogger("Category").LogWarning("disk {Disk} is nearly full", "sda");
        }

        var batch = new LogBatch();
        DecodeResult result = OtlpLogs.DecodeProtobuf(handler.Bodies[0], s_limits, batch, 1);
        Assert.Equal((1, 0), (result.ItemCount, result.RejectedCount));
        Assert.Equal(
            "{service_instance_id=\"i-1\", service_name=\"shop\", workspace=\"clone\"}",
            EncodedLabels.Read(batch.Arena.Get(batch.Streams[0].Labels)).ToString());
        Assert.Equal("disk sda is nearly full", batch.Arena.GetString(batch.Entries[0].Line));
        Labels metadata = EncodedLabels.Read(batch.Arena.Get(batch.Entries[0].Metadata));
        Assert.Equal(("sda", "h", "warn", "13", "Category"),
            (metadata["Disk"], metadata["host_name"], metadata["detected_level"], metadata["severity_number"], metadata["scope_name"]));
    }

    private static void Configure(OtlpExporterOptions options, Capture handler, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"http://localhost/v1/{signal}");
        options.HttpClientFactory = () => new HttpClient(handler, disposeHandler: false);
    }

    private sealed class Capture : HttpMessageHandler
    {
        public List<byte[]> Bodies { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            request.Content!.CopyTo(body, null, cancellationToken);
            lock (Bodies)
            {
                Bodies.Add(body.ToArray());
            }

            return new HttpResponseMessage { Content = new ByteArrayContent([]) };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
