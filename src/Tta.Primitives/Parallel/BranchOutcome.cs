namespace Tta.Primitives;

/// <summary>How one parallel branch ended: a value or an error.</summary>
/// <typeparam name="T">What the branch gives.</typeparam>
public readonly struct BranchOutcome<T>
{
    private readonly T? _value;

    internal BranchOutcome(T? value, Exception? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The error, or null when the branch succeeded.</summary>
    public Exception? Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The branch failed; <see cref="Error"/> is the inner exception.</exception>
    public T Value => Error is null ? _value! : throw new InvalidOperationException("the branch failed and has no value", Error);
}
