namespace Tta.Model;

/// <summary>
/// A store cannot take data now: the disk is full or failing. The sender should retry later; nothing of the batch was kept. Protocols
/// answer with their retryable error.
/// </summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What, where, why and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
