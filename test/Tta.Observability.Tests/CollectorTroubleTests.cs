using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

[Collection(nameof(Alone))]
public sealed class CollectorTroubleTests
{
    [Fact]
    public async Task A_collector_that_is_down_is_reported_and_counted_and_nothing_throws()
    {
        await using ObservedProgram program = Program(ClosedPort());
        Work(program);

        await program.Session.FlushAsync(Patience.Long);

        ExportCounters counters = program.Session.Counters;
        Assert.Equal(1, counters.DroppedCount(ExportSignal.Traces, ExportCounters.ExportFailed));
        Assert.True(counters.DroppedCount(ExportSignal.Logs, ExportCounters.ExportFailed) > 0);
        Assert.True(counters.DroppedCount(ExportSignal.Metrics, ExportCounters.ExportFailed) > 0);
        ObservabilityProblem problem = Assert.Single(program.Session.Problems, problem => problem.Code == "spans-not-exported");
        Assert.Contains("Connection refused", problem.Message, StringComparison.Ordinal);
        Assert.Contains("tta up", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_collector_that_refuses_is_counted(int status)
    {
        await using var receiver = new FakeReceiver();
        for (int i = 0; i < 10; i++)
        {
            receiver.Statuses.Enqueue(status);
        }

        await using ObservedProgram program = Program(receiver.Address);
        program.Source.StartActivity("work")!.Dispose();
        await program.Session.FlushAsync();

        Assert.Equal(1, program.Session.Counters.DroppedCount(ExportSignal.Traces, ExportCounters.ExportFailed));
        Assert.Equal(0, program.Session.Counters.SentCount(ExportSignal.Traces));
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), Assert.Single(program.Session.Problems, problem => problem.Code == "spans-not-exported").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public async Task A_collector_that_is_busy_for_a_moment_costs_nothing(string compression)
    {
        await using var receiver = new FakeReceiver();
        await using ObservedProgram program = Program(
            receiver.Address, ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_COMPRESSION", compression));
        receiver.Statuses.Enqueue(503);
        program.Source.StartActivity("work")!.Dispose();
        await program.Session.FlushAsync(Patience.Long);

        Assert.Equal(1, program.Session.Counters.SentCount(ExportSignal.Traces));
        Assert.Empty(program.Session.Problems);
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(receiver.Requests[0].Body, receiver.Requests[1].Body);
    }

    [Fact]
    public async Task A_slow_collector_holds_nobody_up_and_what_exceeds_the_queue_is_counted()
    {
        await using var receiver = new FakeReceiver();
        receiver.Hold();
        await using ObservedProgram program = Program(receiver.Address, ("OTEL_BSP_MAX_QUEUE_SIZE", "10"), ("OTEL_BLRP_MAX_QUEUE_SIZE", "10"));
        ILogger logger = program.Session.LoggerFactory.CreateLogger("Slow");
        for (int i = 0; i < 100; i++)
        {
            program.Source.StartActivity("work")!.Dispose();
            logger.LogWarning("line {Number}", i);
        }

        ExportCounters counters = program.Session.Counters;
        Assert.Equal(90, counters.DroppedCount(ExportSignal.Traces, ExportCounters.QueueFull));
        Assert.Equal(90, counters.DroppedCount(ExportSignal.Logs, ExportCounters.QueueFull));
        receiver.Release();
        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.Equal(10, counters.SentCount(ExportSignal.Traces));
        Assert.Equal(10, counters.SentCount(ExportSignal.Logs));
    }

    [Fact]
    public async Task A_flush_that_takes_too_long_says_so()
    {
        await using var receiver = new FakeReceiver();
        receiver.Hold();
        await using ObservedProgram program = Program(receiver.Address);
        program.Source.StartActivity("work")!.Dispose();

        Assert.False(await program.Session.FlushAsync(TimeSpan.FromMilliseconds(100)));
        receiver.Release();
    }

    private static ObservedProgram Program(Uri endpoint, params (string, string)[] environment) => new(
        options => options.OtlpEndpoint = endpoint,
        [("OTEL_EXPORTER_OTLP_TIMEOUT", "60000"), ("OTEL_BSP_SCHEDULE_DELAY", "60000"), ("OTEL_BLRP_SCHEDULE_DELAY", "60000"), .. environment]);

    private static void Work(ObservedProgram program)
    {
        using Activity? span = program.Source.StartActivity("work");
        program.Session.LoggerFactory.CreateLogger("Down").LogWarning("nobody hears this");
        program.Meter.CreateCounter<long>("jobs").Add(1);
    }

    private static Uri ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
