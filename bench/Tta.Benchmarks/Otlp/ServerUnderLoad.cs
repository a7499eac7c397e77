using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Tta.Benchmarks.Otlp;

/// <summary>A <c>tta</c> with an empty data directory of its own, and what it takes of the machine. Linux.</summary>
internal sealed class ServerUnderLoad : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _data = Directory.CreateTempSubdirectory("tta-otlp").FullName;
    private readonly int _portOffset;

    private ServerUnderLoad(string root, int portOffset)
    {
        _portOffset = portOffset;
        var start = new ProcessStartInfo(Path.Combine(root, "tta")) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["up", "--data", _data, "--port-offset", portOffset.ToString(CultureInfo.InvariantCulture), "--strict-ports"])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { } text)
            {
                Console.Error.WriteLine(text);
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>CPU time of the process so far: the launcher script becomes the server and keeps its id.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory that was resident at any time (<c>VmHWM</c>), bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Memory that is resident, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the program of a checkout and waits until every listener serves.</summary>
    public static async Task<ServerUnderLoad> StartAsync(string root, int portOffset)
    {
        var server = new ServerUnderLoad(root, portOffset);
        try
        {
            using var client = new HttpClient();
            long began = Stopwatch.GetTimestamp();
            while (!await server.IsReadyAsync(client))
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(began) > s_patience)
                {
                    throw new InvalidOperationException($"{root}/tta was not ready within {s_patience}; are its ports plus {portOffset} free?");
                }

                await Task.Delay(20);
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Spans of a trace by its id, as the Jaeger API answers.</summary>
    public async Task<int> CountSpansAsync(string traceId)
    {
        using var client = new HttpClient();
        await using Stream body = await client.GetStreamAsync(Address(16686, $"/api/traces/{traceId}"));
        using JsonDocument answer = await JsonDocument.ParseAsync(body);
        return answer.RootElement.GetProperty("data")[0].GetProperty("spans").GetArrayLength();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(Address(12345, "/-/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }

    private Uri Address(int port, string path) => new($"http://127.0.0.1:{port + _portOffset}{path}");
}
