namespace Tta.Primitives;

/// <summary>A saga failed, and some of what it had done could not be undone: somebody has to look.</summary>
public sealed class CompensationFailedException : AggregateException
{
    /// <summary>Says what failed and what could not be undone.</summary>
    /// <param name="sagaName">The saga.</param>
    /// <param name="forwardError">Why the saga failed.</param>
    /// <param name="failures">Step and error of each compensation that failed.</param>
    public CompensationFailedException(string sagaName, Exception forwardError, IReadOnlyList<KeyValuePair<string, Exception>> failures)
        : base(
            $"saga '{sagaName}' failed and could not undo {string.Join(", ", failures.Select(static failure => failure.Key))}",
            [forwardError, .. failures.Select(static failure => failure.Value)])
    {
        ForwardError = forwardError;
        Failures = failures;
    }

    /// <summary>Why the saga failed.</summary>
    public Exception ForwardError { get; }

    /// <summary>Step and error of each compensation that failed, latest step first.</summary>
    public IReadOnlyList<KeyValuePair<string, Exception>> Failures { get; }
}
