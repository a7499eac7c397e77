using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Telemetry;

/// <summary>Whatever the shape of a workflow and however it ends, its spans are one tree and its counters are what happened.</summary>
public sealed class TreePropertyTests
{
    [Fact]
    public void Spans_form_a_tree_and_counters_equal_what_happened() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => CheckAsync(seed).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static async Task CheckAsync(int seed)
    {
        var random = new Random(seed);
        var workflow = new RandomWorkflow(seed) { CancelAtRun = random.Next(3) == 0 ? random.Next(1, 12) : int.MaxValue };
        Primitive<int, int> root = workflow.Build(random.Next(1, 5)).Named("root");
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        string status;
        try
        {
            await root.ExecuteAsync(random.Next(10), workflow.Cancellation.Token);
            status = "success";
        }
        catch (OperationCanceledException) when (workflow.Cancellation.IsCancellationRequested)
        {
            status = "cancelled";
        }
        catch (Exception e) when (e is InvalidOperationException or BranchesFailedException)
        {
            status = "error";
        }

        Assert.Null(Activity.Current);
        AssertTree(spans);
        AssertCounters(spans, metrics, workflow);
        Assert.Equal(1, metrics.Sum($"workflow.executions{{workflow.name=root,status={status}}}"));
        Assert.Equal(0, metrics.SumOf("workflow.active_requests"));
    }

    private static void AssertTree(SpanRecorder spans)
    {
        Activity[] stopped = spans.Stopped;
        Assert.Equal(spans.Started.Length, stopped.Length);
        var endOf = stopped.Index().ToDictionary(span => span.Item.SpanId, span => span.Index);
        Assert.Equal(stopped.Length, endOf.Count);
        Activity root = Assert.Single(stopped, span => span.ParentSpanId == default);
        Assert.Equal("primitive.root", root.OperationName);
        Assert.Same(root, stopped[^1]);
        foreach (Activity span in stopped.Where(span => span != root))
        {
            Assert.Equal(root.TraceId, span.TraceId);
            Assert.True(endOf[span.SpanId] < endOf[span.ParentSpanId], $"{span.OperationName} outlives its parent");
        }

        foreach (Activity branch in stopped.Where(span => span.OperationName.StartsWith("parallel.branch_", StringComparison.Ordinal)))
        {
            Assert.Equal("primitive.ParallelPrimitive", branch.Parent!.OperationName);
        }
    }

    private static void AssertCounters(SpanRecorder spans, MetricRecorder metrics, RandomWorkflow workflow)
    {
        Activity[] primitives = [.. spans.Stopped.Where(span => span.OperationName.StartsWith("primitive.", StringComparison.Ordinal))];
        Assert.Equal(primitives.Length, metrics.SumOf("primitive.executions"));
        Assert.Equal(primitives.Count(span => span.Status == ActivityStatusCode.Error), metrics.SumOf("primitive.executions", "status=error"));
        Assert.Equal(primitives.Count(span => span.Status == ActivityStatusCode.Error), metrics.SumOf("primitive.execution.errors"));
        Assert.Equal(
            primitives.Count(span => span.GetTagItem("primitive.status") is "cancelled"), metrics.SumOf("primitive.executions", "status=cancelled"));

        // A step that is refused because its caller has already cancelled has a span but never ran.
        int steps = primitives.Count(span => span.OperationName == "primitive.Step");
        int refused = steps - workflow.StepRuns;
        Assert.InRange(refused, 0, primitives.Count(span => span.GetTagItem("primitive.status") is "cancelled"));
        Assert.Equal(spans.Stopped.Count(span => span.OperationName.StartsWith("retry.attempt_", StringComparison.Ordinal)), metrics.SumOf("retry.attempts"));
        Assert.Equal(spans.Stopped.Count(span => span.GetTagItem("router.route") is not null), metrics.SumOf("router.decisions"));
        Assert.Equal(spans.Stopped.Count(span => span.GetTagItem("fallback.used") is true), metrics.SumOf("fallback.activations"));
        Assert.Equal(
            spans.Stopped.Count(span => span.GetTagItem("cache.hit") is not null), metrics.SumOf("cache.hits") + metrics.SumOf("cache.misses"));
    }
}
