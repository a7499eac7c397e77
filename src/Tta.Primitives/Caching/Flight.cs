namespace Tta.Primitives;

/// <summary>One running execution that lookups of the same key wait for.</summary>
internal sealed class Flight<TOut>
{
    // Ends by a value in every case: an error that nobody waits for must not surface as an unobserved exception.
    private readonly TaskCompletionSource<Landing> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Landing> Landed => _landed.Task;

    /// <summary>Tells those who wait; only the first landing counts.</summary>
    public void Land(Landing landing) => _landed.TrySetResult(landing);

    /// <summary>How it ended.</summary>
    /// <param name="Value">The value, when there is no error.</param>
    /// <param name="Error">The error of the step.</param>
    /// <param name="SizeBytes">Size of the value as told by the options.</param>
    /// <param name="IsCancelled">The one who ran it gave up: those who wait still want the value.</param>
    public readonly record struct Landing(TOut? Value, long SizeBytes, Exception? Error, bool IsCancelled);
}
