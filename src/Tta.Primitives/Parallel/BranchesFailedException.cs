namespace Tta.Primitives;

/// <summary>Some parallel branches failed after all had run to their end.</summary>
public sealed class BranchesFailedException : AggregateException
{
    /// <summary>Lists what failed.</summary>
    /// <param name="branchCount">Branches that ran.</param>
    /// <param name="failures">Zero-based index and error of each branch that failed.</param>
    public BranchesFailedException(int branchCount, IReadOnlyList<KeyValuePair<int, Exception>> failures)
        : base(Describe(branchCount, failures), failures.Select(static failure => failure.Value)) => Failures = failures;

    /// <summary>Zero-based index and error of each branch that failed, in order of the branches.</summary>
    public IReadOnlyList<KeyValuePair<int, Exception>> Failures { get; }

    private static string Describe(int branchCount, IReadOnlyList<KeyValuePair<int, Exception>> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return $"{failures.Count} of {branchCount} parallel branches failed: " +
            string.Join(", ", failures.Select(static failure => $"{failure.Key} ({failure.Value.GetType().Name})"));
    }
}
