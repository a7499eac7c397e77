using System.Diagnostics;
using Npgsql;

namespace Tta.Integrations.Tests.Servers;

/// <summary>A real PostgreSQL in a folder of its own, reached by a socket file alone. It refuses to run as root, so root becomes its own user.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _process;

    private PostgresServer(string folder, Process process)
    {
        _folder = folder;
        _process = process;
        ConnectionString = new NpgsqlConnectionStringBuilder { Host = folder, Username = "tta", Database = "postgres", Pooling = false }.ConnectionString;
    }

    /// <summary>Where Debian puts the server's programs; the newest version, or null.</summary>
    public static string? BinFolder { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(static folder => folder, StringComparer.Ordinal).Select(static folder => folder + "/bin").FirstOrDefault()
        : null;

    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartAsync()
    {
        // A socket's path may have 107 characters at most.
        string folder = Directory.CreateTempSubdirectory("pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await Programs.RunAsync("chown", folder, ["postgres", folder]);
        }

        string data = Path.Combine(folder, "data");
        (string program, string[] arguments) = AsUser("initdb", "-D", data, "-U", "tta", "-A", "trust", "--no-sync", "-E", "UTF8");
        await Programs.RunAsync(program, folder, arguments);
        (program, arguments) = AsUser("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off");
        var server = new PostgresServer(folder, Programs.Start(program, folder, arguments));
        server._process.OutputDataReceived += static (_, _) => { };
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        // runuser hands SIGTERM on.
        await Programs.RunAsync("kill", "/", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static (string Program, string[] Arguments) AsUser(string program, params string[] arguments)
    {
        string path = Path.Combine(BinFolder!, program);
        return Environment.IsPrivilegedProcess ? ("runuser", ["-u", "postgres", "--", path, .. arguments]) : (path, arguments);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!_process.HasExited)
        {
            try
            {
                await using NpgsqlConnection connection = await ConnectAsync();
                return;
            }
            catch (NpgsqlException)
            {
                // Not listening yet: the readiness of another process can only be polled.
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }

        throw new InvalidOperationException($"postgres ended with {_process.ExitCode} before it was ready");
    }
}
