using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Observability.Tests;

/// <summary>What runs at the same time cannot overspend together. Trackers of one folder stand for processes: they share nothing but the file.</summary>
public sealed class PersonaReservationTests : IDisposable
{
    private const string Analyst = "analyst";

    private readonly string _folder = Directory.CreateTempSubdirectory("tta-reservations-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(BudgetEnforcement.Refuse, 1)]
    [InlineData(BudgetEnforcement.Route, 1)]
    [InlineData(BudgetEnforcement.Refuse, 3)]
    [InlineData(BudgetEnforcement.Route, 3)]
    public async Task Calls_at_once_stay_within_the_budget(BudgetEnforcement enforcement, int processes)
    {
        PersonaTracker[] trackers = [.. Enumerable.Range(0, processes).Select(_ => Tracker(new() { Name = Analyst, TokenBudget = 1_000, OnBudgetExceeded = enforcement }, processes > 1))];
        var context = new WorkflowContext(_time) { Persona = Analyst };
        Task<string>[] calls =
        [
            .. Enumerable.Range(0, 50).Select(i =>
            {
                PersonaTracker tracker = trackers[i % processes];
                return Model(tracker, tokens: 450).WithPersonaBudget(tracker, _ => 500, Workflow.Step("Cheap", (string _) => "cheap")).ExecuteAsync("?", context).AsTask();
            }),
        ];
        _go.SetResult();
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);

        Assert.Equal(2, calls.Count(call => call.IsCompletedSuccessfully && call.Result == "expensive"));
        Assert.All(calls.Where(call => call.IsFaulted), call => Assert.IsType<PersonaBudgetExceededException>(call.Exception!.InnerException));
        Assert.Equal(enforcement is BudgetEnforcement.Refuse ? 48 : 0, calls.Count(call => call.IsFaulted));
        Assert.All(trackers, tracker => Assert.Equal((900L, 0L), (tracker.GetBudget(Analyst).UsedTokens, tracker.GetBudget(Analyst).ReservedTokens)));
        Array.ForEach(trackers, tracker => tracker.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Money_is_a_budget_too(bool isShared)
    {
        using PersonaTracker tracker = Tracker(new() { Name = Analyst, CostBudgetUsd = 0.10m, OnBudgetExceeded = BudgetEnforcement.Refuse }, isShared);
        var context = new WorkflowContext(_time) { Persona = Analyst };
        Primitive<string, string> step = Model(tracker, tokens: 1_000_000, costUsd: 0.04).WithPersonaBudget(tracker, _ => long.MaxValue, estimateCostUsd: _ => 0.05m);
        Task<string>[] calls = [.. Enumerable.Range(0, 3).Select(_ => step.ExecuteAsync("?", context).AsTask())];
        _go.SetResult();
        var refused = await Assert.ThrowsAsync<PersonaBudgetExceededException>(() => Task.WhenAll(calls));

        Assert.Contains("0 of 0.10 US dollars", refused.Message, StringComparison.Ordinal);
        Assert.Contains("costBudgetUsd", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0.08m, 0.02m), (tracker.GetBudget(Analyst).UsedUsd, tracker.GetBudget(Analyst).RemainingUsd));
        await Assert.ThrowsAsync<PersonaBudgetExceededException>(async () => await step.ExecuteAsync("?", context));
        tracker.RecordUsage(Analyst, null, 0, 0.02);
        Assert.False(tracker.Decide(Analyst, 0).FitsBudget);

        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal("expensive", await step.ExecuteAsync("?", context));
    }

    [Fact]
    public async Task A_failure_gives_its_reservation_back()
    {
        using PersonaTracker tracker = Tracker(new() { Name = Analyst, TokenBudget = 100, OnBudgetExceeded = BudgetEnforcement.Refuse });
        Primitive<string, string> step = Workflow.Step("Failing", string (string text) => throw new InvalidOperationException(text)).WithPersonaBudget(tracker, _ => 100);

        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await step.ExecuteAsync("?", new WorkflowContext(_time) { Persona = Analyst }));
        }

        Assert.Equal(100, tracker.GetBudget(Analyst).RemainingTokens);
    }

    [Fact]
    public void What_a_call_used_is_not_set_aside_as_well()
    {
        using PersonaTracker tracker = Tracker(new() { Name = Analyst, TokenBudget = 1_000, OnBudgetExceeded = BudgetEnforcement.Refuse });
        using (tracker.Reserve(Analyst, 400))
        {
            tracker.RecordUsage(Analyst, null, 150);
            Assert.Equal((150L, 250L, 600L), Budget(tracker));
            tracker.RecordUsage(Analyst, null, 300);
            Assert.Equal((450L, 0L, 550L), Budget(tracker));
        }

        Assert.Equal((450L, 0L, 550L), Budget(tracker));
        tracker.RecordUsage(Analyst, null, 10);
        Assert.Equal((460L, 0L, 540L), Budget(tracker));
    }

    [Fact]
    public void The_instrumented_clients_draw_on_the_reservation()
    {
        using PersonaTracker tracker = Tracker(new() { Name = Analyst, TokenBudget = 1_000, CostBudgetUsd = 1 });
        tracker.Listen();
        using var meter = new Meter(TelemetryNames.Integrations);
        using (tracker.Reserve(Analyst, 400, 0.5m))
        {
            meter.CreateCounter<long>("persona.tokens").Add(100, new KeyValuePair<string, object?>("persona", Analyst));
            meter.CreateCounter<double>("persona.cost.usd").Add(0.2, new KeyValuePair<string, object?>("persona", Analyst));

            Assert.Equal((100L, 300L, 600L), Budget(tracker));
            Assert.Equal((0.2m, 0.3m), (tracker.GetBudget(Analyst).UsedUsd, tracker.GetBudget(Analyst).ReservedUsd));
        }
    }

    [Fact]
    public void What_a_killed_process_had_set_aside_comes_back()
    {
        PersonaDefinition definition = new() { Name = Analyst, TokenBudget = 1_000, BudgetWindowMinutes = 1_440, OnBudgetExceeded = BudgetEnforcement.Refuse };
        using PersonaTracker killed = Tracker(definition, isShared: true);
        using PersonaTracker other = Tracker(definition, isShared: true);
        _ = killed.Reserve(Analyst, 900);
        Assert.False(other.Reserve(Analyst, 200).Decision.FitsBudget);

        _time.Advance(TimeSpan.FromMinutes(11));

        using PersonaReservation reservation = other.Reserve(Analyst, 200);
        Assert.True(reservation.Decision.FitsBudget);
    }

    [Fact]
    public void Work_that_runs_into_the_next_window_is_still_set_aside_there()
    {
        using PersonaTracker tracker = Tracker(new() { Name = Analyst, TokenBudget = 1_000, OnBudgetExceeded = BudgetEnforcement.Refuse });
        tracker.RecordUsage(Analyst, null, 100);
        using PersonaReservation running = tracker.Reserve(Analyst, 700);
        _time.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal((0L, 700L, 300L), Budget(tracker));
    }

    [Theory]
    [InlineData(BudgetEnforcement.Warn, "done all the same")]
    [InlineData(BudgetEnforcement.Route, "done all the same")]
    [InlineData(BudgetEnforcement.Refuse, "refused")]
    public async Task An_exceeded_budget_is_said_once_per_window(BudgetEnforcement enforcement, string expected)
    {
        var log = new LineLogger();
        using var tracker = new PersonaTracker(new PersonaCatalog([new PersonaDefinition { Name = Analyst, TokenBudget = 100, OnBudgetExceeded = enforcement }]), _time, log);
        Primitive<string, string> step = Workflow.Step("Any", (string _) => "done").WithPersonaBudget(tracker, _ => 101);
        var context = new WorkflowContext(_time) { Persona = Analyst };
        for (int window = 1; window <= 2; window++)
        {
            for (int i = 0; i < 2; i++)
            {
                await step.ExecuteAsync("?", context).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            Assert.Equal(window, log.Lines.Count(line => line.Contains(expected, StringComparison.Ordinal) && line.Contains(Analyst, StringComparison.Ordinal)));
            _time.Advance(TimeSpan.FromMinutes(60));
        }
    }

    private static (long Used, long Reserved, long Remaining) Budget(PersonaTracker tracker)
    {
        PersonaBudget budget = tracker.GetBudget(Analyst);
        return (budget.UsedTokens, budget.ReservedTokens, budget.RemainingTokens);
    }

    private Primitive<string, string> Model(PersonaTracker tracker, long tokens, double? costUsd = null) => Workflow.Step("Model", async (string _, WorkflowContext _, CancellationToken _) =>
    {
        await _go.Task;
        tracker.RecordUsage(Analyst, null, tokens, costUsd);
        return "expensive";
    });

    private PersonaTracker Tracker(PersonaDefinition persona, bool isShared = false) => new(
        new PersonaCatalog([persona]), _time, NullLogger.Instance,
        new PersonaTrackerOptions { WorkspaceFolder = _folder, ShareBudgets = isShared, LockLimit = TimeSpan.FromMinutes(5) });

    private sealed class LineLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
