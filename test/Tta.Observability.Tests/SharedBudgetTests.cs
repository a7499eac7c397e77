using Microsoft.Extensions.Logging.Abstractions;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Observability.Tests;

/// <summary>Two trackers of one folder are what two processes are: they share nothing but the file.</summary>
public sealed class SharedBudgetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tta-budgets-").FullName;
    private readonly ManualTimeProvider _time = new();

    private string FilePath => Path.Combine(_folder, ".tta", "persona-budgets.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(BudgetEnforcement.Route, "cheap")]
    [InlineData(BudgetEnforcement.Refuse, null)]
    public async Task What_another_process_spent_counts_at_the_next_call(BudgetEnforcement enforcement, string? result)
    {
        using PersonaTracker here = Tracker(enforcement);
        using PersonaTracker there = Tracker(enforcement);
        using PersonaScope scope = here.Enter(new WorkflowContext(_time), "analyst");
        Primitive<string, string> step = Workflow.Step("Expensive", (string _) => "expensive")
            .WithPersonaBudget(here, _ => 1, Workflow.Step("Cheap", (string _) => "cheap"));
        Assert.Equal("expensive", await step.ExecuteAsync("?", scope.Context));

        there.RecordUsage("analyst", null, 1_000);

        if (result is null)
        {
            await Assert.ThrowsAsync<PersonaBudgetExceededException>(async () => await step.ExecuteAsync("?", scope.Context));
        }
        else
        {
            Assert.Equal(result, await step.ExecuteAsync("?", scope.Context));
        }

        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal("expensive", await step.ExecuteAsync("?", scope.Context with { Deadline = null }));
    }

    [Fact]
    public async Task Uses_at_the_same_time_are_all_counted()
    {
        PersonaTracker[] trackers = [.. Enumerable.Range(0, 4).Select(_ => Tracker(BudgetEnforcement.Warn))];
        await Task.WhenAll(trackers.Select(tracker => Task.Run(() =>
        {
            for (int i = 0; i < 25; i++)
            {
                tracker.RecordUsage("analyst", null, 3);
            }
        })));

        Assert.All(trackers, tracker => Assert.Equal(300, tracker.GetBudget("analyst").UsedTokens));
        Array.ForEach(trackers, tracker => tracker.Dispose());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ torn")]
    [InlineData("null")]
    public void A_file_that_cannot_be_read_is_begun_anew(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, content);
        using PersonaTracker here = Tracker(BudgetEnforcement.Warn);
        using PersonaTracker there = Tracker(BudgetEnforcement.Warn);

        here.RecordUsage("analyst", null, 40);
        there.RecordUsage("analyst", null, 2);

        Assert.Equal(42, here.GetBudget("analyst").UsedTokens);
    }

    [Fact]
    public void Where_the_file_cannot_be_written_a_process_counts_its_own_use()
    {
        File.WriteAllText(Path.Combine(_folder, ".tta"), "not a folder");
        using PersonaTracker tracker = Tracker(BudgetEnforcement.Warn);

        tracker.RecordUsage("analyst", null, 7);

        Assert.Equal(7, tracker.GetBudget("analyst").UsedTokens);
    }

    [Fact]
    public void Without_sharing_nothing_is_written()
    {
        using var tracker = new PersonaTracker(Catalog(BudgetEnforcement.Warn), _time, NullLogger.Instance, new PersonaTrackerOptions { WorkspaceFolder = _folder });
        tracker.RecordUsage("analyst", null, 7);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static PersonaCatalog Catalog(BudgetEnforcement enforcement) =>
        new([new PersonaDefinition { Name = "analyst", TokenBudget = 1_000, OnBudgetExceeded = enforcement }]);

    private PersonaTracker Tracker(BudgetEnforcement enforcement) =>
        new(Catalog(enforcement), _time, NullLogger.Instance, new PersonaTrackerOptions { WorkspaceFolder = _folder, ShareBudgets = true, LockLimit = TimeSpan.FromMinutes(5) });
}
