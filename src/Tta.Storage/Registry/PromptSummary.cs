using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>A prompt with those of its versions that were asked for.</summary>
/// <param name="Versions">The versions, oldest first; never empty.</param>
public sealed record PromptSummary(IReadOnlyList<PromptVersion> Versions)
{
    /// <summary>The newest of them.</summary>
    public PromptVersion Newest => Versions[^1];

    /// <summary>All their labels, sorted.</summary>
    public IReadOnlyList<string> Labels
    {
        get
        {
            var labels = new SortedSet<string>(StringComparer.Ordinal);
            foreach (PromptVersion version in Versions)
            {
                labels.UnionWith(version.Labels);
            }

            return [.. labels];
        }
    }

    /// <summary>When one of them last changed, Unix ms.</summary>
    public long LastUpdatedMs
    {
        get
        {
            long last = long.MinValue;
            foreach (PromptVersion version in Versions)
            {
                last = Math.Max(last, version.UpdatedMs);
            }

            return last;
        }
    }
}
