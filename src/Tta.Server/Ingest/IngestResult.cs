namespace Tta.Server.Ingest;

/// <summary>Outcome of a request to store data.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="RejectedCount">Items refused among others that were stored.</param>
/// <param name="Message">Text for the sender; null when there is nothing to say.</param>
internal readonly record struct IngestResult(IngestStatus Status, long RejectedCount = 0, string? Message = null)
{
    /// <summary>When a sender that was told <see cref="IngestStatus.Unavailable"/> should try again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
}
