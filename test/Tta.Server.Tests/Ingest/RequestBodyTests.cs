using System.Buffers;
using System.IO.Pipelines;
using Tta.Server.Ingest;

namespace Tta.Server.Tests.Ingest;

public sealed class RequestBodyTests
{
    [Fact]
    public void The_budget_lets_one_large_body_in_and_holds_back_what_does_not_fit()
    {
        var budget = new BodyBudget(100);
        Assert.True(budget.TryTake(0, 500));
        Assert.True(budget.TryTake(500, 500));
        Assert.False(budget.TryTake(0, 1));
        budget.Return(1000);
        Assert.True(budget.TryTake(0, 60));
        Assert.True(budget.TryTake(0, 40));
        Assert.False(budget.TryTake(40, 1));
        Assert.Equal(100, budget.HeldBytes);
    }

    [Fact]
    public async Task Memory_follows_what_has_arrived_not_what_was_announced()
    {
        var budget = new BodyBudget(1 << 20);
        var pipe = new Pipe();
        ValueTask<RequestBody> reading = RequestBody.ReadAsync(pipe.Reader, 100_000_000, int.MaxValue, budget, CancellationToken.None);
        Assert.Equal(0, budget.HeldBytes);
        byte[] sent = new byte[70_000];
        new Random(1).NextBytes(sent);
        foreach (byte[] part in sent.Chunk(10_000))
        {
            await pipe.Writer.WriteAsync(part);
        }

        await pipe.Writer.CompleteAsync();
        using RequestBody body = await reading;
        Assert.Equal(sent, body.Memory.ToArray());
        Assert.InRange(budget.HeldBytes, sent.Length, 4 * sent.Length);
        body.Skip(10);
        Assert.Equal(sent[10..], body.Memory.ToArray());
        body.Dispose();
        Assert.Equal(0, budget.HeldBytes);
    }

    [Theory]
    [InlineData(null, 1 << 20, nameof(BodyProblem.TooLarge))]
    [InlineData(50_000L, 1 << 20, nameof(BodyProblem.TooLarge))]
    [InlineData(null, 10_000, nameof(BodyProblem.NoRoom))]
    public async Task A_body_that_is_not_taken_holds_nothing(long? contentLength, int budgetBytes, string problem)
    {
        var budget = new BodyBudget(budgetBytes);
        Assert.True(budget.TryTake(0, 1));
        int maxBytes = problem == nameof(BodyProblem.TooLarge) ? 20_000 : int.MaxValue;
        using RequestBody body = await RequestBody.ReadAsync(
            PipeReader.Create(new ReadOnlySequence<byte>(new byte[50_000])), contentLength, maxBytes, budget, CancellationToken.None);
        Assert.Equal(problem, body.Problem.ToString());
        Assert.Equal(0, body.Memory.Length);
        Assert.Equal(1, budget.HeldBytes);
        Assert.Contains("limits.max_in_flight_request_bytes", body.NoRoom, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_goes_away_leaves_nothing_behind()
    {
        var budget = new BodyBudget(1 << 20);
        var pipe = new Pipe();
        ValueTask<RequestBody> reading = RequestBody.ReadAsync(pipe.Reader, null, int.MaxValue, budget, CancellationToken.None);
        await pipe.Writer.WriteAsync(new byte[5000]);
        await pipe.Writer.CompleteAsync(new IOException("reset"));
        await Assert.ThrowsAsync<IOException>(async () => await reading);
        Assert.Equal(0, budget.HeldBytes);
    }
}
