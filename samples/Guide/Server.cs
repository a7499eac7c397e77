using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Tta.Observability;

namespace Guide;

/// <summary>A <c>tta</c> process: where its listeners are, how it is started, watched and stopped.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly int[] s_ports = [3000, 3100, 3200, 4317, 4318, 9090, 9091, 9464, 12345, 16685, 16686];

    private readonly Process? _process;
    private readonly List<string> _lines = [];

    private Server(int portOffset, string dataFolder, Process? process)
    {
        PortOffset = portOffset;
        DataFolder = dataFolder;
        _process = process;
    }

    /// <summary>The server that runs already; <c>TTA_PORT_OFFSET</c> says where.</summary>
    public static Server Running { get; } = new(
        int.Parse(Environment.GetEnvironmentVariable("TTA_PORT_OFFSET") ?? "0", CultureInfo.InvariantCulture), "", null);

    public int PortOffset { get; }

    public string DataFolder { get; }

    public Uri Ui => At(3000);

    public Uri Loki => At(3100);

    public Uri Otlp => At(4318);

    public Uri Prometheus => At(9090);

    public Uri Jaeger => At(16686);

    public Uri Agent => At(12345);

    /// <summary>What the process has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts a server and waits until every listener serves.</summary>
    public static async Task<Server> StartAsync(string dataFolder, int? portOffset = null, params string[] arguments)
    {
        int offset = portOffset ?? FreePortOffset();
        Process process = Tta(["up", "--data", dataFolder, "--port-offset", offset.ToString(CultureInfo.InvariantCulture), .. arguments], []);
        var server = new Server(offset, dataFolder, process);
        process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Runs one command of the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using Process process = Tta(arguments, environment);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    /// <summary>An offset at which all ports are free, below the range that the system gives to outgoing connections.</summary>
    public static int FreePortOffset()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(static listener => listener.Port)];
        int first = int.Parse(Environment.GetEnvironmentVariable("TTA_FIRST_PORT_OFFSET") ?? "500", CultureInfo.InvariantCulture);
        return Enumerable.Range(0, 900).Select(i => 1 + ((first - 1 + (i * 17)) % 16_000))
            .First(offset => s_ports.Concat([9465, 9466, 9467]).All(port => !taken.Contains(port + offset)));
    }

    /// <summary>The addresses that the listeners of this server are bound to.</summary>
    public IReadOnlyList<IPEndPoint> Listeners() =>
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => s_ports.Contains(listener.Port - PortOffset))];

    /// <summary>An instant query with one number as its result; zero when there is none.</summary>
    public async Task<double> ValueAsync(string expression)
    {
        using var prometheus = new PrometheusClient(Prometheus);
        MetricResult result = await prometheus.QueryAsync(expression);
        return result.Series is [{ Samples: [.., var latest] }, ..] ? latest.Value : 0;
    }

    /// <summary>Waits for what comes with the next scrape.</summary>
    public async Task<double> WaitForAsync(string expression)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        double value;
        while ((value = await ValueAsync(expression)) == 0)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        return value;
    }

    /// <summary>SIGTERM, as systemd and Ctrl-C do: the server writes what is left and ends.</summary>
    public async Task StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

        _process?.Dispose();
    }

    // TTA_PROGRAM names another build than the launcher of the repository.
    private static Process Tta(string[] arguments, (string Name, string Value)[] environment)
    {
        string program = Environment.GetEnvironmentVariable("TTA_PROGRAM") ?? "./tta";
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"cannot start {program}");
    }

    private Uri At(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port + PortOffset}"));

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_process is { HasExited: false })
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(Agent, "/-/ready"));
                // A server with a token answers that it wants it.
                if (answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Unauthorized)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await timer.WaitForNextTickAsync();
        }

        throw new InvalidOperationException($"tta ended before it was ready:\n{Output}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
