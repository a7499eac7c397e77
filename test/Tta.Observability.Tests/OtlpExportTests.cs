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
}
