using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_arrive_with_the_resource()
    {
        await using var receiver = new FakeReceiver();
        await using var program = new ObservedProgram(options => options.OtlpEndpoint = receiver.Address);

        using (Activity span = program.Source.StartActivity("work")!)
        {
            span.SetTag("persona", "backend-engineer");
            program.Session.LoggerFactory.CreateLogger("Tests").LogWarning("slow {Step}", "parse");
            program.Meter.CreateCounter<long>("jobs.done").Add(3);
        }

        Assert.True(await program.Session.FlushAsync());
        ReceivedRequest traces = await receiver.WaitForAsync(request => request.Path == "/v1/traces");
        ReceivedRequest metrics = await receiver.WaitForAsync(request => request.Path == "/v1/metrics");
        ReceivedRequest logs = await receiver.WaitForAsync(request => request.Path == "/v1/logs" && request.Holds("slow parse"));
        Assert.True(traces.Holds("work"));
        Assert.True(metrics.Holds("jobs.done"));
        Assert.True(logs.Holds("backend-engineer"));
        Assert.All([traces, metrics, logs], request =>
        {
            Assert.Equal("application/x-protobuf", request.Headers["Content-Type"]);
            Assert.True(request.Holds("observed"));
            Assert.True(request.Holds("workspace"));
            Assert.True(request.Holds("tests"));
        });
    }

    [Fact]
    public async Task All_signals_arrive_over_grpc_with_the_headers_of_the_environment()
    {
        await using FakeGrpcReceiver receiver = await FakeGrpcReceiver.StartAsync();
        await using var program = new ObservedProgram(
            null,
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.AbsoluteUri), ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue"));
        using (program.Source.StartActivity("over-grpc"))
        {
            program.Session.LoggerFactory.CreateLogger("Tests").LogWarning("said over grpc");
            program.Meter.CreateCounter<long>("counted.over.grpc").Add(1);
        }

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.Empty(program.Session.Problems);
        Assert.Contains(receiver.Requests, request => request.Path == "/opentelemetry.proto.collector.trace.v1.TraceService/Export" && request.Holds("over-grpc"));
        Assert.Contains(receiver.Requests, request => request.Path == "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" && request.Holds("counted.over.grpc"));
        Assert.Contains(receiver.Requests, request => request.Path == "/opentelemetry.proto.collector.logs.v1.LogsService/Export" && request.Holds("said over grpc"));
        Assert.All(receiver.Requests, request => Assert.Equal("blue", request.Headers["x-tenant"]));
    }

    [Fact]
    public async Task Compression_is_used_on_request()
    {
        await using var receiver = new FakeReceiver();
        await using var program = new ObservedProgram(
            null, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.AbsoluteUri), ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"), ("OTEL_METRICS_EXPORTER", "none"));
        program.Source.StartActivity("zipped")!.Dispose();

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        ReceivedRequest traces = await receiver.WaitForAsync(request => request.Path == "/v1/traces");
        Assert.Equal("gzip", traces.Headers["Content-Encoding"]);
        Assert.True(traces.Holds("zipped"));
    }

    [Fact]
    public async Task Metrics_are_sent_whatever_the_type_and_instance_of_their_labels()
    {
        await using var receiver = new FakeReceiver();
        await using var program = new ObservedProgram(options => options.OtlpEndpoint = receiver.Address, ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));
        string part = "part";
        program.Meter.CreateCounter<long>("first").Add(1, new("label", part + 1), new("uri", new Uri("http://x.test/")), new("day", DayOfWeek.Monday));
        program.Meter.CreateCounter<long>("second").Add(1, new("label", part + 1), new("number", 1.5), new("texts", new[] { "a", "b" }));

        Assert.True(await program.Session.FlushAsync());
        ReceivedRequest metrics = await receiver.WaitForAsync(request => request.Path == "/v1/metrics");
        Assert.Empty(program.Session.Problems);
        Assert.True(metrics.Holds("first") && metrics.Holds("second") && metrics.Holds("http://x.test/") && metrics.Holds("Monday"));
    }
}
