using Microsoft.Extensions.Logging.Abstractions;
using Tta.Model;
using Tta.Server.Ingest;
using Tta.Server.SelfMetrics;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;
using Tta.Wire.Otlp;

namespace Tta.Server.Tests.Ingest;

public sealed class IntakeTests
{
    private static readonly IngestOrigin s_origin = new(IngestSignal.Traces, "otlp_http");
    private readonly BatchPool<SpanBatch> _pool = new(static batch => batch.Arena.Length, static batch => batch.Clear());

    [Fact]
    public async Task Senders_beyond_the_memory_for_requests_are_told_to_come_back_and_nothing_of_theirs_is_kept()
    {
        byte[] body = OtlpBodies.Traces("shop", 1);
        Intake intake = NewIntake(new Limits { MaxInFlightRequestBytes = body.Length * 3 });
        var disk = new TaskCompletionSource();
        List<Task<IngestResult>> exports = [];
        for (int i = 0; i < 10; i++)
        {
            exports.Add(ExportAsync(intake, body, _ => new ValueTask(disk.Task)));
        }

        IngestResult[] refused = exports.Where(export => export.IsCompleted).Select(export => export.Result).ToArray();
        Assert.Equal(7, refused.Length);
        Assert.All(refused, result => Assert.Equal(IngestStatus.Unavailable, result.Status));
        Assert.Contains("limits.max_in_flight_request_bytes", refused[0].Message, StringComparison.Ordinal);

        disk.SetResult();
        IngestResult[] all = await Task.WhenAll(exports);
        Assert.Equal(3, all.Count(result => result.Status == IngestStatus.Ok));
        Assert.Equal(IngestStatus.Ok, (await ExportAsync(intake, body, _ => default)).Status);
    }

    [Fact]
    public async Task A_store_that_is_not_available_is_a_reason_to_come_back()
    {
        Intake intake = NewIntake(new Limits());
        IngestResult result = await ExportAsync(intake, OtlpBodies.Traces("shop", 1), _ => throw new StoreUnavailableException("disk full"));
        Assert.Equal(new IngestResult(IngestStatus.Unavailable, Message: "disk full"), result);
    }

    private static Intake NewIntake(Limits limits)
    {
        var time = new ManualTimeProvider();
        return new Intake(limits, new IngestMeter(new ServerMetrics(time), new RejectionLog(NullLogger.Instance, time)));
    }

    private Task<IngestResult> ExportAsync(Intake intake, byte[] body, Func<SpanBatch, ValueTask> store) => intake.ReceiveAsync(
        s_origin, "", body, _pool, (bytes, batch) => OtlpTraces.DecodeProtobuf(bytes, intake.Limits, batch),
        async (batch, _) =>
        {
            await store(batch);
            return AppendResult.Accepted(batch.Spans.Count);
        },
        CancellationToken.None).AsTask();
}
