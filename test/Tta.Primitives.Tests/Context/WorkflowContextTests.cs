using System.Collections.Immutable;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Context;

public sealed class WorkflowContextTests
{
    [Fact]
    public void A_child_keeps_the_identity_and_has_its_own_state_start_and_checkpoints()
    {
        var clock = new ManualTimeProvider();
        var parent = new WorkflowContext(clock)
        {
            WorkflowName = "w", SessionId = "s", Persona = "p", ChatMode = "c", Workspace = "ws", Deadline = clock.GetUtcNow().AddHours(1),
            Tags = ImmutableDictionary<string, string>.Empty.Add("t", "1"),
            Metadata = ImmutableDictionary<string, object?>.Empty.Add("m", 1),
        }.WithBaggage("b", "2");
        parent.State.Set("seen", 1);
        parent.Checkpoint("before");
        clock.Advance(TimeSpan.FromSeconds(5));

        WorkflowContext child = parent.CreateChild();
        child.State.Set("seen", 2);
        child.Checkpoint("in child");

        Assert.Equal(
            (parent.WorkflowId, "w", "s", "p", "c", "ws", parent.Deadline),
            (child.WorkflowId, child.WorkflowName, child.SessionId, child.Persona, child.ChatMode, child.Workspace, child.Deadline));
        Assert.Equal(parent.CorrelationId, child.CorrelationId);
        Assert.Equal(parent.CorrelationId, child.CausationId);
        Assert.Equal("1", child.Tags["t"]);
        Assert.Equal("2", child.Baggage["b"]);
        Assert.Equal(1, child.Metadata["m"]);
        Assert.Equal(1, parent.State.Get<int>("seen"));
        Assert.Equal(2, child.State.Get<int>("seen"));
        Assert.Equal("before", Assert.Single(parent.Checkpoints).Name);
        Assert.Equal("in child", Assert.Single(child.Checkpoints).Name);
        Assert.Equal(TimeSpan.FromSeconds(5), parent.Elapsed);
        Assert.Equal(TimeSpan.Zero, child.Elapsed);
    }

    [Fact]
    public void A_copy_shares_state_and_checkpoints_and_leaves_the_original_as_it_was()
    {
        var context = new WorkflowContext();
        WorkflowContext copy = context.WithPersona("p", "mode").WithTag("a", "b");
        copy.State.Set("k", "v");
        copy.Checkpoint("c");
        Assert.Null(context.Persona);
        Assert.Empty(context.Tags);
        Assert.Equal("v", context.State.Get<string>("k"));
        Assert.Single(context.Checkpoints);
        Assert.NotEqual(context, copy);
        Assert.Equal("mode", copy.WithPersona("q").ChatMode);
    }

    [Fact]
    public void Every_copy_has_the_ids_of_the_run_whoever_asks_first()
    {
        var context = new WorkflowContext();
        WorkflowContext[] copies =
            [context.WithPersona("p"), context.WithDeadline(DateTimeOffset.MaxValue), context.CreateChild(), context with { WorkflowName = "w" }];
        string id = copies[^1].WorkflowId;
        string correlation = copies[0].CorrelationId;
        Assert.All([context, .. copies], copy => Assert.Equal((id, correlation), (copy.WorkflowId, copy.CorrelationId)));
        Assert.True(Guid.TryParseExact(id, "N", out _) && Guid.TryParseExact(correlation, "D", out _));

        WorkflowContext other = context with { WorkflowId = "other", TraceContext = default };
        Assert.Equal(("other", id, correlation), (other.WorkflowId, context.WorkflowId, other.CorrelationId));
    }

    [Fact]
    public async Task Ids_are_made_once_however_many_ask()
    {
        var context = new WorkflowContext();
        using var start = new Barrier(4);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return context.WorkflowId;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void The_earlier_deadline_wins()
    {
        var clock = new ManualTimeProvider();
        DateTimeOffset now = clock.GetUtcNow();
        WorkflowContext context = new WorkflowContext(clock).WithDeadline(now.AddSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(10), context.WithDeadline(now.AddSeconds(20)).Remaining);
        Assert.Equal(TimeSpan.FromSeconds(5), context.WithDeadline(now.AddSeconds(5)).Remaining);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, context.Remaining);
        Assert.Null(new WorkflowContext(clock).Remaining);
    }

    [Fact]
    public void Checkpoints_are_bounded_and_keep_the_latest()
    {
        var context = new WorkflowContext();
        for (int i = 0; i < 1500; i++)
        {
            context.Checkpoint($"c{i}");
        }

        Assert.Equal(1000, context.Checkpoints.Count);
        Assert.Equal("c1499", context.Checkpoints[^1].Name);
    }

    [Fact]
    public async Task Concurrent_updates_of_the_state_are_not_lost()
    {
        var state = new WorkflowState();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                state.Update("n", 0, static n => n + 1);
            }
        })));
        Assert.Equal(4000, state.Get<int>("n"));
        Assert.True(state.Remove("n"));
        Assert.False(state.TryGet<int>("n", out _));
        Assert.Contains("'n'", Assert.Throws<KeyNotFoundException>(() => state.Get<int>("n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_prints_no_more_than_its_name_and_id()
    {
        WorkflowContext context = new WorkflowContext { WorkflowName = "w", WorkflowId = "1" }.WithMetadata("token", "secret");
        Assert.Equal("w 1", context.ToString());
    }
}
