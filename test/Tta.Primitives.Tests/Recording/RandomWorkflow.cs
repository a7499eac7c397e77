namespace Tta.Primitives.Tests.Recording;

/// <summary>Workflows of random shape whose steps succeed, fail, wait and observe cancellation; each step counts its runs.</summary>
internal sealed class RandomWorkflow(int seed)
{
    private readonly Random _random = new(seed);
    private int _stepRuns;

    public int StepRuns => Volatile.Read(ref _stepRuns);

    /// <summary>Cancelled when the run with this number begins.</summary>
    public int CancelAtRun { get; init; } = int.MaxValue;

    public CancellationTokenSource Cancellation { get; } = new();

    public IPrimitive<int, int> Build(int depth) => depth == 0 ? BuildStep() : _random.Next(18) switch
    {
        0 => BuildStep(),
        1 or 2 => Build(depth - 1) >> Build(depth - 1),
        3 => (Build(depth - 1) | Build(depth - 1)) >> Workflow.Step("Merge", ((int, int) pair) => pair.Item1 + pair.Item2),
        4 => Workflow.All([Build(depth - 1), Build(depth - 1), Build(depth - 1)], RandomBranches()) >> Workflow.Step("Sum", (IReadOnlyList<int> all) => all.Sum()),
        5 => Build(depth - 1).WithRetry(new RetryOptions { MaxRetries = _random.Next(3), BaseDelay = TimeSpan.Zero }),
        6 => Build(depth - 1).WithFallback(Build(depth - 1)),
        7 => Build(depth - 1).WithTimeout(TimeSpan.FromMinutes(1)),
        8 => Workflow.Route((int n) => n % 2 == 0 ? "even" : "odd", [("even", Build(depth - 1)), ("odd", Build(depth - 1))]),
        9 => Workflow.If((int n) => n % 2 == 0, Build(depth - 1), Build(depth - 1)),
        10 => Workflow.Repeat(Build(depth - 1), 2),
        11 => Workflow.Step("Split", (int n) => (IReadOnlyList<int>)[n, n + 1, n + 2])
            >> Workflow.ForEach(Build(depth - 1), RandomBranches()) >> Workflow.Step("Sum", (IReadOnlyList<int> all) => all.Sum()),
        12 => Build(depth - 1).WithCompensation((_, _, _, _) => default).AsSaga(),
        13 => Build(depth - 1).WithHedging(new HedgingOptions { Delay = TimeSpan.FromHours(1) }),
        14 => Build(depth - 1).WithBulkhead(1),
        15 => Build(depth - 1).WithCircuitBreaker(),
        16 => Workflow.Stream("Items", (int n, CancellationToken _) => Items(n)).Map(Build(depth - 1), 2).Aggregate(static () => 0, static (sum, n) => sum + n),
        _ => Build(depth - 1).WithPersona("p" + _random.Next(2)).WithCache(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static async IAsyncEnumerable<int> Items(int first)
    {
        for (int i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return first + i;
        }
    }

    private BranchOptions RandomBranches() => new()
    {
        MaxConcurrency = _random.Next(1, 4),
        OnFailure = _random.Next(2) == 0 ? BranchFailure.CancelOthers : BranchFailure.WaitForAll,
    };

    private Primitive<int, int> BuildStep()
    {
        int kind = _random.Next(6);
        return Workflow.Step("Step", async (int n, CancellationToken cancellation) =>
        {
            if (Interlocked.Increment(ref _stepRuns) == CancelAtRun)
            {
                await Cancellation.CancelAsync();
            }

            if (kind is 1 or 3)
            {
                await Task.Yield();
            }

            cancellation.ThrowIfCancellationRequested();
            return kind is 3 or 4 ? throw new InvalidOperationException("random failure") : n + 1;
        });
    }
}
