using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Delegation;

public sealed class TaskClassifierTests
{
    private static readonly ModelProfile s_free = new("free", TaskComplexity.Moderate);
    private static readonly ModelProfile s_coder = new("coder", TaskComplexity.Complex, TaskTraits.Code, 2);
    private static readonly ModelProfile s_thinker = new("thinker", TaskComplexity.Expert, TaskTraits.Reasoning, 10);
    private static readonly ModelProfile s_reader = new("reader", TaskComplexity.Complex, TaskTraits.LongContext, 3);
    private static readonly ModelProfile[] s_models = [s_thinker, s_reader, s_coder, s_free];

    [Theory]
    [InlineData("What is the capital of France?", TaskComplexity.Simple, TaskTraits.None, "free", "simple")]
    [InlineData("Write a short poem about rain.", TaskComplexity.Simple, TaskTraits.Creativity | TaskTraits.Speed, "free", "simple: creativity, speed")]
    [InlineData("Implement a function that parses dates.", TaskComplexity.Moderate, TaskTraits.Code, "free", "moderate: code")]
    [InlineData("First refactor the API, then compare both designs.", TaskComplexity.Complex, TaskTraits.Code | TaskTraits.Reasoning, "coder", "complex: reasoning, code")]
    [InlineData("Prove that the distributed consensus code is correct.", TaskComplexity.Expert, TaskTraits.Code | TaskTraits.Reasoning, "thinker", "expert: reasoning, code")]
    [InlineData("Summarise the transcripts.", TaskComplexity.Simple, TaskTraits.LongContext, "reader", "simple: long_context")]
    public async Task A_task_goes_to_the_cheapest_model_that_is_up_to_it(
        string task, TaskComplexity complexity, TaskTraits traits, string model, string reason)
    {
        using var spans = new SpanRecorder();
        TaskClassification found = await Workflow.ClassifyTask(s_models).ExecuteAsync(task);
        Assert.Equal((complexity, traits, model, reason), (found.Complexity, found.Traits, found.Model, found.Reason));
        Assert.Equal(s_models.Select(known => known.Name).Order(), found.Fallbacks.Append(found.Model).Order());
        Assert.Equal(model, spans.Single("primitive.TaskClassifierPrimitive").GetTagItem("task.model"));
        Assert.Equal(new RouteDecision(model, reason), found.ToDecision());
    }

    [Fact]
    public async Task Free_models_go_first_only_when_preferred()
    {
        const string task = "Implement a function that parses dates.";
        Assert.Equal("coder", (await Workflow.ClassifyTask(s_models, new TaskClassifierOptions { PreferFree = false }).ExecuteAsync(task)).Model);
        Assert.Equal("free", (await Workflow.ClassifyTask([s_free]).ExecuteAsync("Prove the theorem formally; research the proof.")).Model);
        Assert.Equal("reader", (await Workflow.ClassifyTask(s_models, new TaskClassifierOptions { LongContextChars = 10 }).ExecuteAsync("What is this long?")).Model);
        Assert.Throws<ArgumentException>(() => Workflow.ClassifyTask([]));
    }

    [Fact]
    public void Every_text_is_classified_always_the_same_and_no_model_is_lost() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text =>
        {
            Primitive<string, TaskClassification> classifier = Workflow.ClassifyTask(s_models);
            TaskClassification once = classifier.ExecuteAsync(text.Get).AsTask().Result;
            TaskClassification again = classifier.ExecuteAsync(text.Get).AsTask().Result;
            return once.Reason == again.Reason && once.Model == again.Model && once.Fallbacks.Append(once.Model).Distinct().Count() == s_models.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Several_models_share_the_work_and_what_that_saves_is_told()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<string, int> Call(int tokens) => Workflow.Step("Call", (string _) => tokens);
        Primitive<string, int> workflow = Workflow.MultiModel(
            static task => task,
            [new(s_thinker, Call(1000)), new ModelExecutor<string, int>(s_coder, Call(500)), new(s_free, Call(100))],
            new MultiModelOptions<string, int>
            {
                TokensOf = static tokens => tokens,
                Validator = Workflow.Step("Judge", ((string Task, int Tokens) work) => !work.Task.Contains("hard", StringComparison.Ordinal) || work.Tokens > 100),
            });
        Assert.Equal(100, await workflow.ExecuteAsync("What is the capital of France?"));
        Assert.Equal(500, await workflow.ExecuteAsync("A hard question."));
        Assert.Equal(1000, await workflow.ExecuteAsync("Prove that the distributed consensus code is correct."));

        System.Diagnostics.Activity[] runs = spans.All("primitive.MultiModelWorkflow");
        Assert.Equal(["free", "coder", "thinker"], runs.Select(run => run.GetTagItem("delegation.executor")));
        Assert.Equal([0.0, 0.001, 0.01], runs.Select(run => run.GetTagItem("delegation.cost_usd")));
        Assert.Equal([0.001, 0.004, 0.0], runs.Select(run => run.GetTagItem("delegation.savings_usd")));
        Assert.Equal(0.005, metrics.SumOf("router.savings.usd", "primitive.name=MultiModelWorkflow"), precision: 9);
        Assert.Equal(2, metrics.Sum("router.decisions{primitive.name=MultiModelWorkflow,route=free}"));
    }
}
