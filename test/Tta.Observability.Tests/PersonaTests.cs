using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class PersonaTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_examples_are_the_six_personas()
    {
        Assert.Equal(
            ["tta-backend-engineer", "tta-frontend-engineer", "tta-devops-engineer", "tta-testing-specialist", "tta-observability-expert", "tta-data-scientist"],
            PersonaCatalog.Examples.All.Select(persona => persona.Name));
        Assert.All(PersonaCatalog.Examples.All, persona => Assert.InRange(persona.TokenBudget, 1_500, 2_000));
        Assert.Contains("AWS_*", PersonaCatalog.Examples.Find("backend-engineer")!.Security.BlockList);
        Assert.Same(PersonaCatalog.Examples.Find("backend-engineer"), PersonaCatalog.Examples.Find("tta-backend-engineer"));
        Assert.Null(PersonaCatalog.Examples.Find("nobody"));
        Assert.Equal(["architect", "full-stack-dev", "platform-engineer"], PersonaCatalog.Examples.ChatModes.Select(mode => mode.Name));
        Assert.Equal(["feature-development", "incident-response", "package-release"], PersonaCatalog.Examples.Workflows.Select(plan => plan.Name));
    }

    [Theory]
    [InlineData("{ \"personas\": [ { \"name\": \"a\", \"tokenBuget\": 1 } ] }", "tokenBuget")]
    [InlineData("{ \"personas\": [ { \"tokenBudget\": 1 } ] }", "name")]
    [InlineData("{ \"personas\": [\n { \"name\": \"a\", \"tokenBudget\": \"x\" } ] }", "line 2")]
    [InlineData("{ \"personas\": [ { \"name\": \"a\", \"tokenBudget\": -1 } ] }", "negative")]
    [InlineData("{ \"personas\": [ { \"name\": \"a\", \"budgetWindowMinutes\": 0 } ] }", "budgetWindowMinutes")]
    [InlineData("{ \"personas\": [ { \"name\": \"a\" }, { \"name\": \"a\" } ] }", "twice")]
    [InlineData("{ \"personas\": [ { \"name\": \"a\" } ], \"chatModes\": [ { \"name\": \"m\", \"personas\": [\"b\"] } ] }", "'b'")]
    [InlineData("{ \"personas\": [ { \"name\": \"a\" } ], \"workflows\": [ { \"name\": \"w\", \"stages\": [ { \"name\": \"s\", \"persona\": \"b\" } ] } ] }", "'b'")]
    [InlineData("{ \"personas\": [], \"chatModes\": [ { \"name\": \"m\" }, { \"name\": \"m\" } ] }", "twice")]
    [InlineData("null", "personas")]
    public void A_wrong_file_says_what_is_wrong(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => PersonaCatalog.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_may_have_comments_and_says_what_is_enforced()
    {
        PersonaCatalog catalog = PersonaCatalog.Parse("""{ "personas": [ { "name": "analyst", "tokenBudget": 10, "onBudgetExceeded": "refuse", }, ] } // end"""u8);

        Assert.Equal(BudgetEnforcement.Refuse, Assert.Single(catalog.All).OnBudgetExceeded);
    }

    [Fact]
    public void A_file_may_be_yaml()
    {
        string path = Path.Combine(Path.GetTempPath(), $"personas-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, """
            # who works here
            personas:
              - name: analyst
                displayName: "007"
                tokenBudget: 1000
                costBudgetUsd: 0.25
                onBudgetExceeded: refuse
                allowedTools: &tools [search, 'read_*']
                security:
                  blockList: ["*"]
              - name: editor
                allowedTools: *tools
            chatModes:
              - { name: review, personas: [editor] }
            """);
        try
        {
            PersonaCatalog catalog = PersonaCatalog.Load(path);

            PersonaDefinition analyst = catalog.Find("analyst")!;
            Assert.Equal(("007", 1_000L, 0.25m, BudgetEnforcement.Refuse), (analyst.DisplayName, analyst.TokenBudget, analyst.CostBudgetUsd, analyst.OnBudgetExceeded));
            Assert.Equal(["search", "read_*"], catalog.Find("editor")!.AllowedTools);
            Assert.Equal(["*"], analyst.Security.BlockList);
            Assert.Equal("review", Assert.Single(catalog.ChatModes).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("personas: [ { name: a, tokenBuget: 1 } ]", "tokenBuget")]
    [InlineData("personas:\n  - name: a\n    tokenBudget: many\n", "$.personas[0].tokenBudget")]
    [InlineData("personas:\n  - name: a\n   tokenBudget: 1\n", "line ")]
    [InlineData("a: &a [*a]", "line")]
    [InlineData("? [list]\n: x", "key")]
    [InlineData("", "documents")]
    public void A_wrong_yaml_says_what_is_wrong(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => PersonaCatalog.ParseYaml(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Entering_labels_the_context_and_is_audited()
    {
        using PersonaTracker tracker = Tracker();
        var context = new WorkflowContext(_time) { WorkflowId = "w1" };

        using PersonaScope first = tracker.Enter(context, "backend-engineer", "feature");
        using PersonaScope second = tracker.Enter(first.Context, "tta-testing-specialist");
        using PersonaScope same = tracker.Enter(second.Context, "tta-testing-specialist");

        Assert.Equal("tta-backend-engineer", first.Context.Persona);
        Assert.Equal("feature", second.Context.ChatMode);
        Assert.Equal(
            [("none", "tta-backend-engineer", "w1"), ("tta-backend-engineer", "tta-testing-specialist", "w1")],
            tracker.Audit.Select(change => (change.From, change.To, change.WorkflowId)));
    }

    [Fact]
    public void Unknown_names_and_closed_chat_modes_are_refused()
    {
        using var tracker = new PersonaTracker(new PersonaCatalog([new PersonaDefinition { Name = "analyst" }, new PersonaDefinition { Name = "editor" }], [new ChatModeDefinition { Name = "review", Personas = ["editor"] }]), _time, NullLogger.Instance);

        Assert.Contains("analyst", Assert.Throws<ArgumentException>(() => tracker.Enter(new WorkflowContext(), "nobody")).Message, StringComparison.Ordinal);
        Assert.Equal("review", tracker.Enter(new WorkflowContext(), "editor", "review").Context.ChatMode);
        Assert.Equal("free", tracker.Enter(new WorkflowContext(), "analyst", "free").Context.ChatMode);
        Assert.Contains("review", Assert.Throws<ArgumentException>(() => tracker.Enter(new WorkflowContext(), "analyst", "review")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_used_up_and_comes_back_with_the_next_window()
    {
        using PersonaTracker tracker = Tracker();
        tracker.RecordUsage("backend-engineer", null, 1_900);

        Assert.Equal(100, tracker.GetBudget("backend-engineer").RemainingTokens);
        Assert.True(tracker.Decide("tta-backend-engineer", 100).FitsBudget);
        Assert.False(tracker.Decide("tta-backend-engineer", 101).FitsBudget);
        Assert.True(tracker.Decide("tta-backend-engineer", 101).IsAllowed);

        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(2_000, tracker.GetBudget("backend-engineer").RemainingTokens);
    }

    [Fact]
    public void Tokens_of_model_calls_are_charged()
    {
        using var source = new ActivitySource("personas-" + Guid.NewGuid());
        using var listener = new ActivityListener { ShouldListenTo = candidate => candidate == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        using PersonaTracker tracker = Tracker();

        using (Activity call = source.StartActivity("chat m")!)
        {
            call.SetTag("gen_ai.operation.name", "chat").SetTag("persona", "tta-data-scientist").SetTag("gen_ai.usage.input_tokens", 300).SetTag("gen_ai.usage.output_tokens", 200L);
            tracker.Observe(call);
        }

        using (Activity other = source.StartActivity("primitive.Parse")!)
        {
            other.SetTag("persona", "tta-data-scientist").SetTag("gen_ai.usage.input_tokens", 300);
            tracker.Observe(other);
        }

        Assert.Equal(500, tracker.GetBudget("data-scientist").UsedTokens);
    }

    [Theory]
    [InlineData(BudgetEnforcement.Warn, "expensive")]
    [InlineData(BudgetEnforcement.Route, "cheap")]
    [InlineData(BudgetEnforcement.Refuse, null)]
    public async Task Work_beyond_the_budget_is_done_rerouted_or_refused(BudgetEnforcement enforcement, string? result)
    {
        using var tracker = new PersonaTracker(new PersonaCatalog([new PersonaDefinition { Name = "p", TokenBudget = 100, OnBudgetExceeded = enforcement }]), _time, NullLogger.Instance);
        Primitive<int, string> step = Workflow.Step("Expensive", (int _) => "expensive").WithPersonaBudget(tracker, tokens => tokens, Workflow.Step("Cheap", (int _) => "cheap"));
        var context = new WorkflowContext(_time) { Persona = "p" };

        Assert.Equal("expensive", await step.ExecuteAsync(100, context));
        if (result is not null)
        {
            Assert.Equal(result, await step.ExecuteAsync(101, context));
            return;
        }

        var refused = await Assert.ThrowsAsync<PersonaBudgetExceededException>(async () => await step.ExecuteAsync(101, context));
        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);
        Assert.True(refused.IsTransient);
    }

    [Fact]
    public async Task Work_without_a_persona_has_no_budget()
    {
        using PersonaTracker tracker = Tracker();
        Primitive<int, string> step = Workflow.Step("Any", (int _) => "done").WithPersonaBudget(tracker, _ => long.MaxValue);

        Assert.Equal("done", await step.ExecuteAsync(1, new WorkflowContext()));
        Assert.Equal("done", await step.ExecuteAsync(1, new WorkflowContext { Persona = "stranger" }));
    }

    [Fact]
    public async Task Stages_run_as_their_personas_and_stop_at_a_gate()
    {
        using PersonaTracker tracker = Tracker();
        List<string?> personas = [];
        Primitive<int, int> workflow =
            Workflow.Step("Design", (int n, WorkflowContext context, CancellationToken _) => Done(context, n + 1)).AsStage("design", "backend-engineer", tracker)
            >> Workflow.Step("Test", (int n, WorkflowContext context, CancellationToken _) => Done(context, n * 2)).AsStage("test", "testing-specialist", tracker, QualityGate<int>.When("even", n => n % 4 == 0));

        Assert.Equal(8, await workflow.ExecuteAsync(3, new WorkflowContext(_time)));
        var failed = await Assert.ThrowsAsync<QualityGateFailedException>(async () => await workflow.ExecuteAsync(2, new WorkflowContext(_time)));

        Assert.Equal(("test", "even"), (failed.Stage, failed.Gate));
        Assert.Equal(["tta-backend-engineer", "tta-testing-specialist", "tta-backend-engineer", "tta-testing-specialist"], personas);

        ValueTask<int> Done(WorkflowContext context, int value)
        {
            personas.Add(context.Persona);
            return new ValueTask<int>(value);
        }
    }

    private PersonaTracker Tracker() => new(PersonaCatalog.Examples, _time, NullLogger.Instance);
}
