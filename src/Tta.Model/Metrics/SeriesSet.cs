namespace Tta.Model;

/// <summary>The answer to a <see cref="MetricSelection"/>. The reader disposes it; then its sample arrays may be used for something else.</summary>
public sealed class SeriesSet : IDisposable
{
    private readonly Action? _release;

    /// <summary>Creates a set.</summary>
    /// <param name="series">Sorted by labels.</param>
    /// <param name="warnings">What the reader must be told.</param>
    /// <param name="release">Called once on disposal.</param>
    public SeriesSet(IReadOnlyList<SeriesSamples> series, IReadOnlyList<string>? warnings = null, Action? release = null)
    {
        Series = series;
        Warnings = warnings ?? [];
        _release = release;
    }

    /// <summary>The series, sorted by labels.</summary>
    public IReadOnlyList<SeriesSamples> Series { get; }

    /// <summary>What the reader must be told, for example that a damaged block was skipped.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public void Dispose() => _release?.Invoke();
}
