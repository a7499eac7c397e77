// Format: docs/formats/workspace-registry.md. The targets file is Prometheus' file_sd_config in JSON.

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>
/// The programs of this user that show metrics now, in a file that scrapers read: so that clones of a repository may run at the same
/// time on whatever ports are free. Entries of dead processes go with the next change.
/// </summary>
internal sealed class WorkspaceRegistry(string folder)
{
    // Linux tells the start of a process in ticks since boot, which two readers turn into slightly different times.
    private const long StartToleranceMs = 2_000;

    private readonly SharedFile _registry = new(Path.Combine(folder, "registry.json"));
    private readonly SharedFile _targets = new(Path.Combine(folder, "targets.json"));

    /// <summary>The user's registry; null where there is no home for it or <c>TTA_REGISTRY=none</c>.</summary>
    public static WorkspaceRegistry? OfUser(EnvironmentSettings environment)
    {
        string? chosen = environment.Text("TTA_REGISTRY");
        if (string.Equals(chosen, "none", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string? state = environment.Text("XDG_STATE_HOME") ?? (environment.Text("HOME", "USERPROFILE") is { } home ? Path.Combine(home, ".local", "state") : null);
        string? folder = chosen ?? (state is null ? null : Path.Combine(state, "tta"));
        return folder is null || !Path.IsPathRooted(folder) ? null : new WorkspaceRegistry(folder);
    }

    /// <summary>An entry for this process.</summary>
    public static RegisteredProcess ThisProcess(string workspace, string workspaceFolder, string serviceName, string metricsAddress)
    {
        using Process process = Process.GetCurrentProcess();
        return new RegisteredProcess
        {
            Pid = Environment.ProcessId,
            StartedAtMs = StartOf(process),
            Workspace = workspace,
            Folder = workspaceFolder,
            ServiceName = serviceName,
            MetricsAddress = metricsAddress,
        };
    }

    /// <exception cref="IOException">The files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The files may not be written.</exception>
    public void Add(RegisteredProcess entry) => Update(entries => entries.Add(entry));

    /// <inheritdoc cref="Add"/>
    public void Remove(RegisteredProcess entry) =>
        Update(entries => entries.RemoveAll(other => other.Pid == entry.Pid && string.Equals(other.MetricsAddress, entry.MetricsAddress, StringComparison.Ordinal)));

    public IReadOnlyList<RegisteredProcess> Read() => Parse(_registry.Read()).Processes;

    private static bool IsAlive(RegisteredProcess entry)
    {
        try
        {
            using Process process = Process.GetProcessById(entry.Pid);
            return Math.Abs(StartOf(process) - entry.StartedAtMs) <= StartToleranceMs;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended while it was looked at, or belongs to somebody else: then the number was given away.
            return false;
        }
    }

    private static long StartOf(Process process) => new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds();

    private static RegistryFile Parse(byte[] json)
    {
        try
        {
            return json.Length == 0 ? new RegistryFile() : JsonSerializer.Deserialize(json, RegistryJson.Default.RegistryFile) ?? new RegistryFile();
        }
        catch (JsonException)
        {
            // It only says what runs now: the programs that write next make it right again.
            return new RegistryFile();
        }
    }

    private void Update(Action<List<RegisteredProcess>> change) => _registry.Update(present =>
    {
        RegistryFile file = Parse(present);
        file.Processes.RemoveAll(static entry => !IsAlive(entry));
        change(file.Processes);
        List<TargetGroup> groups = [.. file.Processes.Select(static entry => new TargetGroup
        {
            Targets = [entry.MetricsAddress],
            Labels = new(StringComparer.Ordinal) { ["service_name"] = entry.ServiceName, ["workspace"] = entry.Workspace },
        })];
        _targets.Update(_ => JsonSerializer.SerializeToUtf8Bytes(groups, RegistryJson.Default.ListTargetGroup));
        return JsonSerializer.SerializeToUtf8Bytes(file, RegistryJson.Default.RegistryFile);
    });
}
