using System.Globalization;
using Tta.Model;

namespace Tta.Server.Cli;

/// <summary>Looks at what the server needs from the machine: the data directory, disk space, open files, the environment of applications.</summary>
internal static class MachineHealth
{
    private const long FewOpenFiles = 1024;

    public static void AddTo(List<Finding> findings, string dataDirectory)
    {
        findings.Add(DataDirectory(dataDirectory));
        findings.Add(FreeSpace(dataDirectory));
        if (OpenFiles() is { } openFiles)
        {
            findings.Add(openFiles);
        }

        if (Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED") is "true")
        {
            findings.Add(new Finding("OTEL_SDK_DISABLED=true in this shell: applications started here send nothing", "unset OTEL_SDK_DISABLED"));
        }

        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } endpoint
            && (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url) || !url.IsLoopback))
        {
            findings.Add(new Finding(
                $"OTEL_EXPORTER_OTLP_ENDPOINT={TerminalText.Safe(endpoint)}: applications started in this shell send elsewhere",
                "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"));
        }
    }

    private static Finding DataDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return new Finding($"data directory {directory} does not exist yet; tta up creates it");
        }

        UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(directory) & others) != 0)
        {
            return new Finding($"data directory {directory} can be read by other users; prompts may be in it", $"chmod 700 '{directory}'");
        }

        try
        {
            string probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding($"data directory {directory} is private and can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding($"cannot write to data directory {directory}: {e.Message}", $"sudo chown -R \"$USER\" '{directory}'", IsFailure: true);
        }
    }

    private static Finding FreeSpace(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        var drive = new DriveInfo(existing ?? "/");
        var limits = new Limits();
        long floor = Math.Min(limits.FreeSpaceFloorBytes, (long)(drive.TotalSize * limits.FreeSpaceFloorRatio));
        string text = $"{SizeText.Format(drive.AvailableFreeSpace)} free on the disk of {directory}";
        return drive.AvailableFreeSpace < floor
            ? new Finding($"{text}: below the floor of {SizeText.Format(floor)} ingest stops", "free disk space; ingest goes on by itself", IsFailure: true)
            : new Finding(text);
    }

    private static Finding? OpenFiles()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
        {
            return null;
        }

        foreach (string line in File.ReadLines(limits))
        {
            if (line.StartsWith("Max open files", StringComparison.Ordinal))
            {
                string soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
                return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count < FewOpenFiles
                    ? new Finding($"only {count} files may be open at the same time", "ulimit -n 4096")
                    : new Finding($"{soft} files may be open at the same time");
            }
        }

        return null;
    }
}
