using System.Diagnostics;

namespace Tta.Benchmarks.Otlp;

/// <summary>
/// Spans per CPU second of the whole server over OTLP/HTTP and OTLP/gRPC: the same requests, one connection, one request at a time, each run
/// on a new server with an empty directory. Run with <c>otlp [spans] [rounds] [port offset]</c> in the root of a checkout that is built.
/// </summary>
internal static class OtlpMeasurement
{
    private const int SpansPerRequest = 500;
    private const int TracesReadBack = 200;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(int spans, int rounds, int portOffset)
    {
        string root = Directory.GetCurrentDirectory();
        var load = new SpanLoad(seed: 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000);
        byte[][] requests = [.. Enumerable.Range(0, spans / SpansPerRequest).Select(_ => load.Request(SpansPerRequest / SpanLoad.SpansPerTrace))];
        Console.WriteLine($"{requests.Length * SpansPerRequest:n0} spans of {requests.Sum(r => (long)r.Length) / (requests.Length * SpansPerRequest)} bytes");
        Console.WriteLine("| protocol | wall, s | spans per CPU second | ... with blocks | peak resident, MB | settled, MB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            foreach (bool isGrpc in (bool[])[false, true])
            {
                using ServerUnderLoad server = await ServerUnderLoad.StartAsync(root, portOffset);
                await MeasureAsync(server, requests, isGrpc, portOffset);
                await VerifyAsync(server, load.TraceIds);
            }
        }
    }

    private static async Task MeasureAsync(ServerUnderLoad server, byte[][] requests, bool isGrpc, int portOffset)
    {
        using var sender = new OtlpSender(isGrpc, portOffset);
        TimeSpan before = server.CpuTime;
        long began = Stopwatch.GetTimestamp();
        foreach (byte[] request in requests)
        {
            await sender.SendAsync(request);
        }

        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        TimeSpan sending = server.CpuTime - before;
        await Task.Delay(s_settle);
        TimeSpan settled = server.CpuTime - before;
        double spans = requests.Length * (double)SpansPerRequest;
        Console.WriteLine(
            $"| {(isGrpc ? "gRPC" : "HTTP")} | {wall.TotalSeconds:n1} | {spans / sending.TotalSeconds:n0} | {spans / settled.TotalSeconds:n0} "
            + $"| {server.PeakBytes >> 20} | {server.ResidentBytes >> 20} |");
    }

    private static async Task VerifyAsync(ServerUnderLoad server, List<string> traceIds)
    {
        for (int i = 0; i < TracesReadBack; i++)
        {
            string id = traceIds[(int)((long)i * traceIds.Count / TracesReadBack)];
            int found = await server.CountSpansAsync(id);
            if (found != SpanLoad.SpansPerTrace)
            {
                throw new InvalidOperationException($"trace {id} has {found} spans instead of {SpanLoad.SpansPerTrace}");
            }
        }
    }
}
