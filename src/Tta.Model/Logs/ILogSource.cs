namespace Tta.Model;

/// <summary>Where logs are read from: the embedded store or a remote server. Thread-safe. Times are Unix nanoseconds, end exclusive.</summary>
public interface ILogSource
{
    /// <summary>
    /// Entries of the streams that satisfy the matchers. Chunks come stream by stream; within a stream they are in the order asked
    /// for and do not overlap. The reader may stop early.
    /// </summary>
    IAsyncEnumerable<LogChunk> ReadAsync(LogSelection selection, CancellationToken cancellationToken);

    /// <summary>Label sets of the streams that satisfy any matcher set (none = all) and have entries in range, sorted.</summary>
    ValueTask<Answer<IReadOnlyList<Labels>>> StreamsAsync(
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets, long startNs, long endNs, CancellationToken cancellationToken);
}
