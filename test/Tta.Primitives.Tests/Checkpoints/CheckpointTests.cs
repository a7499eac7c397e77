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
    public async Task Each_item_turn_and_branch_has_a_checkpoint_of_its_own()
    {
        Primitive<string, string> up = Workflow.Step("Up", (string text) =>
        {
            lock (_ran)
            {
                _ran.Add(text);
            }

            return text + "+";
        });
        foreach (int _ in Enumerable.Range(0, 2))
        {
            var store = new FileCheckpointStore(_folder);
            Primitive<string, string> saved = up.WithCheckpoint("up", store, Codec.Text);
            IReadOnlyList<string> abc = ["a", "b", "c"];
            Assert.Equal(["a+", "b+", "c+"], await Workflow.ForEach(saved).ExecuteAsync(abc, Run("list")));
            Assert.Equal("x+++", await Workflow.Repeat(saved, 3).ExecuteAsync("x", Run("loop")));
            Assert.Equal(["a++", "b++", "c++"], await Workflow.ForEach(Workflow.Repeat(saved, 2)).ExecuteAsync(abc, Run("loops in a list")));
            Assert.Equal(["y+", "y+"], await Workflow.All([saved, saved]).ExecuteAsync("y", Run("branches")));
            foreach (int concurrency in (int[])[1, 3])
            {
                StreamPrimitive<IReadOnlyList<string>, string> items = Workflow.Stream<IReadOnlyList<string>, string>("Items", static (list, _) => list.ToAsyncEnumerable());
                Assert.Equal(["a+", "b+", "c+"], await items.Map(saved, concurrency).Collect().ExecuteAsync(abc, Run($"stream {concurrency}")));
            }
        }

        // The second time everything came from the store.
        Assert.Equal(3 + 3 + 6 + 2 + 3 + 3, _ran.Count);
        static WorkflowContext Run(string id) => new() { WorkflowId = id };
    }

    [Fact]
    public async Task Two_steps_of_a_run_cannot_share_a_name()
    {
        var store = new MemoryCheckpointStore();
        Primitive<string, string> both = Step("A", fails: false).WithCheckpoint("same", store, Codec.Text)
            >> Step("B", fails: false).WithCheckpoint("same", store, Codec.Text);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await both.ExecuteAsync("x"));
        Assert.Equal(
            "checkpoint 'same' is used by two steps of one run, A (String -> String) and B (String -> String): the second would be given what the "
            + "first saved. Give each WithCheckpoint of a workflow a name of its own",
            error.Message);
    }

    [Fact]
    public async Task A_step_that_is_tried_again_or_run_again_in_its_context_keeps_its_checkpoint()
    {
        var context = new WorkflowContext();
        var store = new MemoryCheckpointStore();
        Primitive<string, string> Flaky(int failures) => (Step("A", fails: false).WithCheckpoint("a", store, Codec.Text)
            >> Flaw(failures)).WithRetry(new RetryOptions { MaxRetries = 1, BaseDelay = TimeSpan.Zero });
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Flaky(2).ExecuteAsync("x", context));
        Assert.Equal("xA", await Flaky(1).ExecuteAsync("x", context));
        Assert.Equal(["A"], _ran);
    }

    [Fact]
    public async Task A_result_that_cannot_be_read_names_its_checkpoint_its_run_and_the_way_out()
    {
        var store = new MemoryCheckpointStore();
        await store.SaveAsync("run 7", "answer", "forty-two"u8.ToArray());
        var numbers = new Codec<int>(BitConverter.GetBytes, static bytes => int.Parse(bytes.Span, System.Globalization.CultureInfo.InvariantCulture));
        CheckpointUnreadableException error = await Assert.ThrowsAsync<CheckpointUnreadableException>(async () =>
            await Steps.Increment.WithCheckpoint("answer", store, numbers).WithRetry().ExecuteAsync(1, new WorkflowContext { WorkflowId = "run 7" }));
        Assert.Equal(("answer", "run 7", "checkpoint_unreadable"), (error.Step, error.WorkflowId, error.ErrorType));
        Assert.StartsWith("checkpoint 'answer' of workflow run 'run 7' cannot be read as Int32: it was saved by another version", error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public async Task A_torn_file_counts_as_absent_and_is_told()
    {
        using var log = new LogRecorder();
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
        Assert.Equal(
            Enumerable.Repeat($"Warning: checkpoint step of workflow run is damaged and counts as absent, its step runs again: {file}", whole.Length + 1), log.Lines);
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

    private static Primitive<string, string> Flaw(int failures)
    {
        int calls = 0;
        return Workflow.Step("Flaky", (string text) => ++calls <= failures ? throw new InvalidOperationException("not yet") : text);
    }
}
