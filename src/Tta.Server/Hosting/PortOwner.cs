// Spec: proc(5), /proc/net/tcp, /proc/net/tcp6, /proc/<pid>/fd, /proc/<pid>/cmdline.
using System.Globalization;

namespace Tta.Server.Hosting;

/// <summary>Finds which process listens on a TCP port of this machine. Linux; elsewhere the owner stays unknown.</summary>
internal static class PortOwner
{
    private const string ListenState = "0A";
    private const string Unknown = "a process of another user";

    /// <summary>Text such as <c>pid 4242 (prometheus)</c>, for a message.</summary>
    public static string Describe(int port) => Find(port) ?? Unknown;

    /// <summary>The same text, or null when nobody listens on the port.</summary>
    public static string? Find(int port)
    {
        HashSet<string> sockets = ListeningSockets(port);
        return sockets.Count == 0 ? null
            : FindProcess(sockets) is { } pid ? string.Create(CultureInfo.InvariantCulture, $"pid {pid} ({CommandOf(pid)})")
            : Unknown;
    }

    private static HashSet<string> ListeningSockets(int port)
    {
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in (ReadOnlySpan<string>)["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table))
            {
                continue;
            }

            foreach (string line in File.ReadLines(table))
            {
                // Columns: slot, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode ...
                string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > 9 && columns[3] == ListenState && columns[1].EndsWith(suffix, StringComparison.Ordinal))
                {
                    sockets.Add($"socket:[{columns[9]}]");
                }
            }
        }

        return sockets;
    }

    private static int? FindProcess(HashSet<string> sockets)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Holds(folder, sockets))
            {
                return pid;
            }
        }

        return null;
    }

    private static bool Holds(string processFolder, HashSet<string> sockets)
    {
        try
        {
            foreach (string descriptor in Directory.EnumerateFileSystemEntries(Path.Combine(processFolder, "fd")))
            {
                if (new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or belongs to another user: it is not one that can be named.
        }

        return false;
    }

    // Program and, for an interpreter, what it runs. Nothing else of the command line: it may hold secrets.
    private static string CommandOf(int pid)
    {
        try
        {
            string[] arguments = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return arguments.Length switch
            {
                0 => "unknown command",
                1 => Path.GetFileName(arguments[0]),
                _ when arguments[1].StartsWith('-') => Path.GetFileName(arguments[0]),
                _ => $"{Path.GetFileName(arguments[0])} {Path.GetFileName(arguments[1])}",
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown command";
        }
    }
}
