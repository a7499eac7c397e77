using Microsoft.Extensions.Logging;

namespace Tta.Storage;

/// <summary>What the user must be told about a store, each text once. Thread-safe.</summary>
internal sealed class StoreWarnings(ILogger? logger)
{
    private const int MaxTexts = 50;

    private readonly Lock _lock = new();
    private readonly List<string> _all = [];
    private readonly List<string> _missingData = [];

    /// <summary>All texts; a snapshot.</summary>
    public IReadOnlyList<string> All => Snapshot(_all);

    /// <summary>Those that say that data is missing, which every answer repeats; a snapshot.</summary>
    public IReadOnlyList<string> MissingData => Snapshot(_missingData);

    /// <summary>Data is missing from answers.</summary>
    public void AddMissingData(string text)
    {
        Add(text);
        lock (_lock)
        {
            if (_missingData.Count < MaxTexts && !_missingData.Contains(text))
            {
                _missingData.Add(text);
            }
        }
    }

    /// <summary>Something is wrong, but answers are complete.</summary>
    public void Add(string text)
    {
        lock (_lock)
        {
            if (_all.Count >= MaxTexts || _all.Contains(text))
            {
                return;
            }

            _all.Add(text);
        }

        logger?.LogWarning("{Text}", text);
    }

    private string[] Snapshot(List<string> texts)
    {
        lock (_lock)
        {
            return texts.Count == 0 ? [] : texts.ToArray();
        }
    }
}
