using Tta.Primitives.Testing;

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
