using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Memory;

public sealed class WorkflowMemoryTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void What_shares_rarer_words_comes_first()
    {
        var memory = new WorkflowMemory();
        memory.Remember("1", "The cache answers the same question twice.");
        memory.Remember("2", "The router picks the model for a question.");
        memory.Remember("3", "The saga undoes the payment.");
        Assert.Equal(["2", "1"], memory.Search("which MODEL for this question?").Select(match => match.Entry.Key));
        Assert.Equal("3", Assert.Single(memory.Search("payment")).Entry.Key);
        Assert.Empty(memory.Search("nothing of that"));
        Assert.Equal(2, memory.Search("the", limit: 2).Count);
    }

    [Fact]
    public void The_least_recently_used_make_room_and_are_found_no_more()
    {
        var memory = new WorkflowMemory(new MemoryOptions { MaxEntries = 2 });
        memory.Remember("a", "alpha");
        memory.Remember("b", "beta");
        Assert.True(memory.TryGet("a", out _));
        memory.Remember("c", "gamma");
        Assert.Empty(memory.Search("beta"));
        Assert.Single(memory.Search("alpha"));
        Assert.Equal(2, memory.Count);
    }

    [Fact]
    public void The_same_key_replaces_and_forgetting_forgets()
    {
        var memory = new WorkflowMemory();
        memory.Remember("a", "alpha");
        memory.Remember("a", "omega");
        Assert.Empty(memory.Search("alpha"));
        Assert.Single(memory.Search("omega"));
        Assert.True(memory.Forget("a"));
        Assert.False(memory.Forget("a"));
        memory.Remember("b", "beta");
        memory.Clear();
        Assert.Equal(0, memory.Count);
        Assert.Empty(memory.Search("beta"));
    }

    [Fact]
    public void What_is_too_old_is_forgotten()
    {
        var memory = new WorkflowMemory(new MemoryOptions { TimeToLive = TimeSpan.FromMinutes(1), TimeProvider = _clock });
        memory.Remember("a", "alpha");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(memory.Search("alpha"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(memory.TryGet("a", out _));
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public async Task Steps_remember_and_recall()
    {
        using var spans = new SpanRecorder();
        var memory = new WorkflowMemory();
        Primitive<string, IReadOnlyList<MemoryMatch>> workflow =
            Workflow.Remember(memory, (string text) => text, text => text) >> Workflow.Recall(memory, limit: 1);
        Assert.Equal("the moon", Assert.Single(await workflow.ExecuteAsync("the moon")).Entry.Text);
        Assert.Equal(1, spans.Single("primitive.RecallPrimitive").GetTagItem("memory.matches"));
    }

    [Fact]
    public void The_index_finds_what_a_plain_scan_finds() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new Random(seed);
            var memory = new WorkflowMemory(new MemoryOptions { MaxEntries = 20 });
            var expected = new Dictionary<string, string>();
            for (int i = 0; i < 60; i++)
            {
                string key = $"k{random.Next(20)}";
                if (random.Next(4) == 0)
                {
                    memory.Forget(key);
                    expected.Remove(key);
                }
                else
                {
                    expected[key] = string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => $"w{random.Next(8)}"));
                    memory.Remember(key, expected[key]);
                }
            }

            string word = $"w{random.Next(8)}";
            return expected.Where(entry => entry.Value.Split(' ').Contains(word)).Select(entry => entry.Key).Order()
                .SequenceEqual(memory.Search(word, limit: 100).Select(match => match.Entry.Key).Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_texts_make_room_for_each_other()
    {
        var memory = new WorkflowMemory(new MemoryOptions { MaxChars = 20 });
        memory.Remember("a", "0123456789");
        memory.Remember("b", "0123456789");
        Assert.Equal(2, memory.Count);
        Assert.True(memory.TryGet("a", out _));
        memory.Remember("c", "0123456789");
        Assert.False(memory.TryGet("b", out _));
        memory.Remember("a", "short");
        memory.Remember("d", "12345");
        Assert.Equal(3, memory.Count);
        memory.Remember("e", new string('x', 21));
        Assert.Equal(0, memory.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkflowMemory(new MemoryOptions { MaxChars = 0 }));
    }
}
