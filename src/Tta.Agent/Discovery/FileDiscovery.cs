// Spec: Prometheus file_sd_config. Differences: files are read again every refresh interval only, there is no watch on them.
using Tta.Agent.Configuration;
using Tta.Model;

namespace Tta.Agent.Discovery;

/// <summary>file_sd_configs: targets in JSON or YAML files; the last part of a path may be a pattern such as *.json.</summary>
public sealed class FileDiscovery(IReadOnlyList<string> files, TimeSpan refreshInterval) : ITargetDiscovery
{
    private readonly Dictionary<string, List<TargetGroup>> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TimeSpan RefreshInterval => refreshInterval;

    /// <inheritdoc/>
    public string? LastError { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TargetGroup>> RefreshAsync(CancellationToken cancellationToken)
    {
        LastError = null;
        var groups = new List<TargetGroup>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in files)
        {
            foreach (string file in Expand(pattern))
            {
                if (found.Add(file))
                {
                    await ReadAsync(file, cancellationToken).ConfigureAwait(false);
                    groups.AddRange(_known.GetValueOrDefault(file) ?? []);
                }
            }
        }

        foreach (string gone in new List<string>(_known.Keys))
        {
            if (!found.Contains(gone))
            {
                _known.Remove(gone);
            }
        }

        return groups;
    }

    // A file that is being written keeps its last good targets.
    private async ValueTask ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            Labels labels = Labels.Of("__meta_filepath", file);
            _known[file] = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? TargetGroupJson.Read(bytes, file, labels)
                : TargetGroupYaml.Read(bytes, file, labels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or PrometheusConfigException)
        {
            LastError = $"cannot read {file}: {e.Message}";
        }
    }

    private string[] Expand(string pattern)
    {
        string name = Path.GetFileName(pattern);
        string folder = Path.GetDirectoryName(Path.GetFullPath(pattern)) ?? "/";
        if (!name.Contains('*', StringComparison.Ordinal))
        {
            return [Path.GetFullPath(pattern)];
        }

        if (!Directory.Exists(folder))
        {
            LastError = $"cannot read {pattern}: no such folder";
            return [];
        }

        string[] matches = Directory.GetFiles(folder, name);
        Array.Sort(matches, StringComparer.Ordinal);
        return matches;
    }
}
