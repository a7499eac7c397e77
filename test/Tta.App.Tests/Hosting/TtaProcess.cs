using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tta.TestKit;

namespace Tta.App.Tests.Hosting;

/// <summary>
/// The real program as a child process: on free ports, in a data directory of its own, with its output kept. Can be killed the hard way and
/// started again on the same data.
/// </summary>
internal sealed class TtaProcess : IAsyncDisposable
{
    private static readonly int[] s_ports = [3000, 3100, 3200, 4317, 4318, 9090, 9091, 9464, 12345, 16685, 16686];
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static int s_nextOffset = 1000 + (Environment.ProcessId % 200 * 60);

    private readonly string[] _arguments;
    private readonly StringBuilder _output = new();
    private readonly bool _ownsData;
    private IReadOnlyDictionary<string, string> _environment = new Dictionary<string, string>();
    private Process? _process;

    private TtaProcess(string dataDirectory, bool ownsData, int portOffset, string[] arguments)
    {
        DataDirectory = dataDirectory;
        PortOffset = portOffset;
        _ownsData = ownsData;
        _arguments = arguments;
        Http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        Token = Array.IndexOf(arguments, "--token") is >= 0 and var at ? arguments[at + 1] : null;
        Http.DefaultRequestHeaders.Authorization = Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
    }

    public string DataDirectory { get; }

    public int PortOffset { get; }

    /// <summary>The token that the server wants; null when it wants none.</summary>
    public string? Token { get; }

    /// <summary>Gives the token with every request.</summary>
    public HttpClient Http { get; }

    /// <summary>Everything the process printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Full path of the built program.</summary>
    public static string ProgramPath { get; } = Path.Combine(
        Repository.Artifacts, "bin", "Tta.Server", AppContext.BaseDirectory.Contains("/release", StringComparison.Ordinal) ? "release" : "debug", "tta.dll");

    /// <summary>Starts <c>tta up</c> and waits until every listener serves.</summary>
    public static Task<TtaProcess> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables in the environment of the process.</summary>
    public static async Task<TtaProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string data = Directory.CreateTempSubdirectory("tta-app-").FullName;
        var process = new TtaProcess(data, ownsData: true, FreeOffset(), arguments) { _environment = environment };
        await process.RestartAsync();
        return process;
    }

    /// <summary>A port offset at which every default port is free now.</summary>
    public static int FreeOffset()
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            int offset = 1000 + (Interlocked.Add(ref s_nextOffset, 53) % 14_000);
            if (s_ports.All(port => IsFree(port + offset)))
            {
                return offset;
            }
        }

        throw new InvalidOperationException("no port offset below 15000 leaves every port free");
    }

    /// <summary>URL on one of the default ports, shifted.</summary>
    public string Url(int defaultPort, string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{defaultPort + PortOffset}{path}");

    public Task<string> GetAsync(int defaultPort, string path) => Http.GetStringAsync(Url(defaultPort, path));

    /// <summary>Starts the process on the same data and ports and waits until it is ready.</summary>
    public async Task RestartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = DataDirectory,
        };
        foreach (string argument in (string[])
            [ProgramPath, "up", "--data", DataDirectory, "--port-offset", PortOffset.ToString(CultureInfo.InvariantCulture), .. _arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await WaitUntilReadyAsync(process);
    }

    /// <summary>SIGKILL: the process gets no chance to write anything more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM: the process stops by itself. Returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        int exitCode = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return exitCode;
    }

    public bool IsRunning => _process is { HasExited: false };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Http.Dispose();
        if (_ownsData)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private async Task WaitUntilReadyAsync(Process process)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < s_startLimit)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"tta ended with exit code {process.ExitCode} before it was ready:\n{Output}");
            }

            try
            {
                using HttpResponseMessage answer = await Http.GetAsync(Url(12345, "/-/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet: the readiness of another process can only be polled.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException($"tta was not ready after {s_startLimit}:\n{Output}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
