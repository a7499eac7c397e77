using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"tta-checkpoints-{Guid.NewGuid():N}");
    private readonly List<string> _ran = [];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_cut_off_goes_on_behind_the_last_saved_step(bool onDisk)
    {
        ICheckpointStore memory = new MemoryCheckpointStore();
        ICheckpointStore Open() => onDisk ? new FileCheckpointStore(_folder) : memory;
        var run = new WorkflowContext { WorkflowId = "run/1" };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Build(Open(), isDown: true).ExecuteAsync("x", run));
        Assert.Equal(["A", "B", "C"], _ran);

        using var spans = new SpanRecorder();
        Assert.Equal("xABC", await Build(Open(), isDown: false).ExecuteAsync("x", new WorkflowContext { WorkflowId = "run/1" }));
        Assert.Equal(["A", "B", "C", "C"], _ran);
        Assert.Equal([true, true, false], spans.All("primitive.CheckpointPrimitive").Select(span => span.GetTagItem("checkpoint.resumed")));

        Assert.Equal("yABC", await Build(Open(), isDown: false).ExecuteAsync("y", new WorkflowContext { WorkflowId = "run/2" }));
        await Open().RemoveAsync("run/1");
        await Open().RemoveAsync("run/1");
        Assert.Null(await Open().LoadAsync("run/1", "a"));
        Assert.NotNull(await Open().LoadAsync("run/2", "a"));
    }

    [Fact]
    public async Task A_torn_file_counts_as_absent()
    {
        var store = new FileCheckpointStore(_folder);
        await store.SaveAsync("run", "step", "result"u8.ToArray());
        string file = Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        byte[] whole = await File.ReadAllBytesAsync(file);
        for (int length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            Assert.Null(await store.LoadAsync("run", "step"));
        }

        whole[2] ^= 1;
        await File.WriteAllBytesAsync(file, whole);
        Assert.Null(await store.LoadAsync("run", "step"));
    }

    [Fact]
    public async Task Saving_again_replaces_and_leaves_nothing_behind()
    {
        var store = new FileCheckpointStore(_folder);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await store.SaveAsync("run", "step", new byte[] { (byte)i, (byte)i })));
        ReadOnlyMemory<byte>? saved = await store.LoadAsync("run", "step");
        Assert.Equal(saved!.Value.Span[0], saved.Value.Span[1]);
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        }
    }

    private Primitive<string, string> Build(ICheckpointStore store, bool isDown) =>
        (Step("A", fails: false).WithCheckpoint("a", store, Codec.Text)
            >> Step("B", fails: false).WithCheckpoint("b", store, Codec.Text)
            >> Step("C", fails: isDown).WithCheckpoint("c", store, Codec.Text)).Named("resumable");

    private Primitive<string, string> Step(string name, bool fails) => Workflow.Step(name, (string text) =>
    {
        _ran.Add(name);
        return fails ? throw new InvalidOperationException("the power went out") : text + name;
    });
}
