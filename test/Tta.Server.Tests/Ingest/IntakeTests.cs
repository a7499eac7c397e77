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
        Intake intake = NewIntake();
        BodyBudget budget = BudgetOf(3, body);
        var disk = new TaskCompletionSource();
        List<Task<IngestResult>> exports = [];
        for (int i = 0; i < 10; i++)
        {
            exports.Add(ExportAsync(intake, Bodies.Read(body, budget), _ => new ValueTask(disk.Task)));
        }

        IngestResult[] refused = exports.Where(export => export.IsCompleted).Select(export => export.Result).ToArray();
        Assert.Equal(7, refused.Length);
        Assert.All(refused, result => Assert.Equal(IngestStatus.Unavailable, result.Status));
        Assert.Contains("limits.max_in_flight_request_bytes", refused[0].Message, StringComparison.Ordinal);

        disk.SetResult();
        IngestResult[] all = await Task.WhenAll(exports);
        Assert.Equal(3, all.Count(result => result.Status == IngestStatus.Ok));
        Assert.Equal(IngestStatus.Ok, (await ExportAsync(intake, Bodies.Read(body, budget), _ => default)).Status);
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public async Task What_a_body_becomes_when_decompressed_counts_until_it_is_stored()
    {
        byte[] plain = OtlpBodies.Traces("shop", [.. Enumerable.Range(1, 1000).Select(i => (ulong)i)]);
        byte[] body = OtlpBodies.Gzip(plain);
        Intake intake = NewIntake();
        var budget = new BodyBudget(BudgetOf(3, body).MaxBytes + plain.Length);
        var disk = new TaskCompletionSource();
        Task<IngestResult> first = ExportAsync(intake, Bodies.Read(body, budget), _ => new ValueTask(disk.Task), "gzip");
        Task<IngestResult> second = ExportAsync(intake, Bodies.Read(body, budget), _ => default, "gzip");
        Assert.Equal(IngestStatus.Unavailable, (await second).Status);
        Assert.False(first.IsCompleted);
        disk.SetResult();
        Assert.Equal(IngestStatus.Ok, (await first).Status);
        Assert.Equal(IngestStatus.Ok, (await ExportAsync(intake, Bodies.Read(body, budget), _ => default, "gzip")).Status);
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public async Task A_store_that_is_not_available_is_a_reason_to_come_back()
    {
        RequestBody body = Bodies.Read(OtlpBodies.Traces("shop", 1), new BodyBudget(1 << 20));
        IngestResult result = await ExportAsync(NewIntake(), body, _ => throw new StoreUnavailableException("disk full"));
        Assert.Equal(new IngestResult(IngestStatus.Unavailable, Message: "disk full"), result);
    }

    private static Intake NewIntake()
    {
        var time = new ManualTimeProvider();
        return new Intake(new Limits(), new IngestMeter(new ServerMetrics(time), new RejectionLog(NullLogger.Instance, time)));
    }

    // Room for so many of these bodies.
    private static BodyBudget BudgetOf(int count, byte[] body)
    {
        var one = new BodyBudget(long.MaxValue);
        using RequestBody read = Bodies.Read(body, one);
        return new BodyBudget(count * one.HeldBytes);
    }

    private async Task<IngestResult> ExportAsync(Intake intake, RequestBody body, Func<SpanBatch, ValueTask> store, string encoding = "")
    {
        using RequestBody disposed = body;
        return await intake.ReceiveAsync(
            s_origin, encoding, body, _pool, (bytes, batch) => OtlpTraces.DecodeProtobuf(bytes, intake.Limits, batch),
            async (batch, _) =>
            {
                await store(batch);
                return AppendResult.Accepted(batch.Spans.Count);
            },
            CancellationToken.None);
    }
}
