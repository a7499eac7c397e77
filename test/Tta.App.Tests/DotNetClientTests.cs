using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>The OpenTelemetry .NET SDK as its users set it up, many exporters at once.</summary>
public sealed class DotNetClientTests
{
    private const int Exporters = 8;
    private const int TracesPerExporter = 100;

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, 4317, "")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, 4318, "/v1/traces")]
    public async Task Many_exporters_at_once_lose_nothing(OtlpExportProtocol protocol, int port, string path)
    {
        await using TtaProcess server = await TtaProcess.StartAsync();
        using var complaints = new SdkComplaints();
        Uri endpoint = new(server.Url(port, path));
        await Task.WhenAll(Enumerable.Range(0, Exporters).Select(i => Task.Factory.StartNew(
            () => SendTraces($"net-{i}", protocol, endpoint), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        for (int i = 0; i < Exporters; i++)
        {
            JsonArray traces = (await server.GetJsonAsync(16686, $"/api/traces?service=net-{i}&limit=1000"))["data"]!.AsArray();
            Assert.True(traces.Count == TracesPerExporter, $"net-{i}: {traces.Count} traces of {TracesPerExporter}. The SDK said: {complaints}\nThe server said: {server.Output}");
            Assert.All(traces, CheckTrace);
        }
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc, 4317, "")]
    [InlineData(OtlpExportProtocol.HttpProtobuf, 4318, "/v1/metrics")]
    public async Task Metrics_come_back_as_series(OtlpExportProtocol protocol, int port, string path)
    {
        await using TtaProcess server = await TtaProcess.StartAsync();
        using var meter = new Meter($"orders-{protocol}");
        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("shop", serviceInstanceId: "1"))
            .AddMeter(meter.Name)
            .AddOtlpExporter(options => (options.Protocol, options.Endpoint) = (protocol, new Uri(server.Url(port, path))))
            .Build())
        {
            Counter<long> orders = meter.CreateCounter<long>("orders", "{order}");
            orders.Add(40, new KeyValuePair<string, object?>("country", "se"));
            orders.Add(2, new KeyValuePair<string, object?>("country", "se"));
            meter.CreateHistogram<double>("price", "USD").Record(12.5);
            Assert.True(provider.ForceFlush());
        }

        (JsonNode labels, double count) = Assert.Single(await server.PromQlAsync("orders_total"));
        Assert.Equal(42, count);
        Assert.Equal("se", (string)labels["country"]!);
        Assert.Equal("shop", (string)labels["job"]!);
        Assert.Equal(12.5, Assert.Single(await server.PromQlAsync("price_USD_sum")).Value);
    }

    private static void SendTraces(string service, OtlpExportProtocol protocol, Uri endpoint)
    {
        using var source = new ActivitySource(service);
        using TracerProvider provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(service))
            .AddSource(service)
            .AddOtlpExporter(options => (options.Protocol, options.Endpoint, options.TimeoutMilliseconds) = (protocol, endpoint, 60_000))
            .Build();
        for (int i = 0; i < TracesPerExporter; i++)
        {
            using Activity? root = source.StartActivity("order", ActivityKind.Server, default(ActivityContext));
            root!.SetTag("order.number", i);
            using Activity? child = source.StartActivity("pay", ActivityKind.Client);
            child!.SetStatus(ActivityStatusCode.Error, "card declined");
            child.AddEvent(new ActivityEvent("declined", tags: new ActivityTagsCollection { ["reason"] = "limit" }));
        }

        // ForceFlush is true once the last batch is taken, not once it is sent, and disposing gives up after five seconds: only a shutdown waits for the answer.
        Assert.True(provider.Shutdown());
    }

    private static void CheckTrace(JsonNode? trace)
    {
        JsonArray spans = trace!["spans"]!.AsArray();
        Assert.Equal(2, spans.Count);
        JsonNode root = Assert.Single(spans, span => (string)span!["operationName"]! == "order")!;
        JsonNode child = Assert.Single(spans, span => (string)span!["operationName"]! == "pay")!;
        Assert.Equal((string)root["spanID"]!, (string)child["references"]![0]!["spanID"]!);
        Assert.Contains(child["tags"]!.AsArray(), tag => (string)tag!["key"]! == "otel.status_description" && (string)tag["value"]! == "card declined");
        Assert.Equal("declined", (string)child["logs"]![0]!["fields"]![0]!["value"]!);
    }
}
