using Tta.Primitives.Testing;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Testing;

public sealed class RecordingTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tta-recording-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task What_was_recorded_is_replayed_without_the_real_step()
    {
        var recording = new Recording<string, string>(Codec.Text, Codec.Text);
        MockPrimitive<string, string> real = new MockPrimitive<string, string>()
            .Returns("one").Returns("two").Throws(new TimeoutException("too slow")).Returns("three");
        Primitive<string, string> recorded = recording.Record(real);
        await recorded.ExecuteAsync("a");
        await recorded.ExecuteAsync("a");
        await Assert.ThrowsAsync<TimeoutException>(async () => await recorded.ExecuteAsync("b"));
        recording.Save(_path);
        Assert.DoesNotContain("\"a\"", await File.ReadAllTextAsync(_path), StringComparison.Ordinal);

        Recording<string, string> loaded = Recording<string, string>.Load(_path, Codec.Text, Codec.Text);
        Assert.Equal(3, loaded.Count);
        Primitive<string, string> replay = loaded.Replay();
        Assert.Equal(("one", "two", "two"), (await replay.ExecuteAsync("a"), await replay.ExecuteAsync("a"), await replay.ExecuteAsync("a")));
        RecordedErrorException error = await Assert.ThrowsAsync<RecordedErrorException>(async () => await replay.ExecuteAsync("b"));
        Assert.Equal(("System.TimeoutException", "too slow"), (error.ErrorType, error.Message));
        Assert.Equal(3, real.Calls.Count);
    }

    [Fact]
    public async Task A_replayed_error_is_retried_as_the_real_one_was()
    {
        var recording = new Recording<string, string>(Codec.Text, Codec.Text);
        MockPrimitive<string, string> real = new MockPrimitive<string, string>()
            .Throws(new LoopLimitException("loop", 3)).Throws(new RateLimitedException("limit", TimeSpan.FromSeconds(7), TimeSpan.Zero)).Returns("fine");
        Primitive<string, string> recorded = recording.Record(real);
        await Assert.ThrowsAsync<LoopLimitException>(async () => await recorded.WithRetry(5).ExecuteAsync("permanent"));
        await Assert.ThrowsAsync<RateLimitedException>(async () => await recorded.ExecuteAsync("busy"));
        await recorded.ExecuteAsync("busy");
        recording.Save(_path);

        Primitive<string, string> replay = Recording<string, string>.Load(_path, Codec.Text, Codec.Text).Replay();
        int attempts = 0;
        Primitive<string, string> counted = Workflow.Step("Count", async (string input, WorkflowContext context, CancellationToken cancellation) =>
        {
            attempts++;
            return await replay.ExecuteAsync(input, context, cancellation);
        });
        RecordedErrorException permanent = await Assert.ThrowsAsync<RecordedErrorException>(async () => await counted.WithRetry(5).ExecuteAsync("permanent"));
        Assert.Equal((1, "loop_limit", false, null), (attempts, permanent.ErrorType, permanent.IsTransient, permanent.RetryAfter));

        var clock = new ManualTimeProvider();
        Task<string> busy = counted.WithRetry(5).ExecuteAsync("busy", new WorkflowContext(clock)).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(7), await clock.RunToEndAsync(busy));
        Assert.Equal(("fine", 3), (await busy, attempts));
    }

    [Fact]
    public async Task A_recording_that_says_nothing_of_retries_is_retried()
    {
        await File.WriteAllTextAsync(_path, $$"""{"input":"{{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("a"u8))}}","error":"E","message":"m"}""");
        Primitive<string, string> replay = Recording<string, string>.Load(_path, Codec.Text, Codec.Text).Replay();
        RecordedErrorException error = await Assert.ThrowsAsync<RecordedErrorException>(async () => await replay.ExecuteAsync("a"));
        Assert.Equal(("E", "m", true, null), (error.ErrorType, error.Message, error.IsTransient, error.RetryAfter));
    }

    [Fact]
    public async Task An_input_that_was_not_recorded_says_so()
    {
        Primitive<string, string> replay = new Recording<string, string>(Codec.Text, Codec.Text).Replay();
        KeyNotFoundException error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await replay.ExecuteAsync("a"));
        Assert.StartsWith("the recording has no answer for this input (hash ca978112", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"input\":\"x\",\"output\":\"%\"}")]
    public void A_broken_file_is_reported_with_its_line(string line)
    {
        File.WriteAllText(_path, "{\"input\":\"x\",\"output\":\"\"}\n" + line);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Recording<string, string>.Load(_path, Codec.Text, Codec.Text));
        Assert.StartsWith($"{_path}(2): not a recorded answer", error.Message, StringComparison.Ordinal);
    }
}
