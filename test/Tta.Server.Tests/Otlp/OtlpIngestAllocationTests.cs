using Microsoft.Extensions.Logging.Abstractions;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Server.SelfMetrics;
using Tta.Server.Tests.Ingest;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Server.Tests.Otlp;

public sealed class OtlpIngestAllocationTests
{
    [Fact]
    public void What_a_request_allocates_does_not_depend_on_its_number_of_spans()
    {
        var time = new ManualTimeProvider();
        var meter = new IngestMeter(new ServerMetrics(time), new RejectionLog(NullLogger.Instance, time));
        var store = new NullStore();
        var ingest = new OtlpIngest(new Intake(new Limits(), meter), new Appenders(store, store, store, store), new PushedInstances(time), time, new SpanMetricsGenerator(new SpanMetricsOptions { TimeProvider = time }, store));
        var budget = new BodyBudget(long.MaxValue);
        using RequestBody few = Bodies.Read(OtlpBodies.Traces("shop", [.. Enumerable.Range(1, 10).Select(i => (ulong)i)]), budget);
        using RequestBody many = Bodies.Read(OtlpBodies.Traces("shop", [.. Enumerable.Range(1, 1000).Select(i => (ulong)i)]), budget);

        double perSpan = Allocations.PerFurtherItem(() => Export(few), 10, () => Export(many), 1000);
        Assert.True(perSpan < 1, $"{perSpan} bytes for each further span");

        void Export(RequestBody body)
        {
            ValueTask<IngestResult> task = ingest.ExportAsync(new OtlpRequest(OtlpSignal.Traces, IsJson: false, "otlp_http", ""), body, CancellationToken.None);
            Assert.True(task.IsCompletedSuccessfully);
            Assert.Equal(IngestStatus.Ok, task.Result.Status);
        }
    }

    private sealed class NullStore : ITraceAppender, IMetricAppender, ILogAppender, ILlmAppender
    {
        public ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken)
        {
            batch.NewSpans.Clear();
            for (int i = 0; i < batch.Spans.Count; i++)
            {
                batch.NewSpans.Add(i);
            }

            return new(AppendResult.Accepted(batch.Spans.Count));
        }

        public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken) => new(AppendResult.Accepted(batch.Samples.Count));

        public ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken) => new(AppendResult.Accepted(batch.Entries.Count));

        public ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken) =>
            new(AppendResult.Accepted(batch.Count));
    }
}
