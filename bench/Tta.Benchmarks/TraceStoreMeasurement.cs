using System.Diagnostics;
using Tta.Benchmarks.Otlp;
using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Storage;
using Tta.Storage.Traces;
using Tta.Wire.Otlp;

namespace Tta.Benchmarks;

/// <summary>
/// The trace store alone, fed with the same spans as <see cref="OtlpMeasurement"/> sends, all of them in blocks at the end: what it needs, how long
/// people wait (<see cref="TraceLookupMeasurement"/>), and up to a million spans questions that read much of it. CPU time is of the whole process
/// without the making of the requests. Run with <c>traces [spans]</c>.
/// </summary>
internal static class TraceStoreMeasurement
{
    private const int TracesPerRequest = 50;
    private const int RequestsAtOnce = 20;
    private const int MaxSpansReadWhole = 1_000_000;
    private const int WarmUps = 5;
    private const int Rounds = 5;
    private const long DayNs = 86_400_000_000_000;

    public static async Task RunAsync(int spans)
    {
        string directory = Directory.CreateTempSubdirectory("tta-traces").FullName;
        long nowNs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        var load = new SpanLoad(seed: 1, nowNs);
        await using (TraceStore store = TraceStore.Open(new StoreOptions { Directory = directory }))
        {
            List<string> traceIds = await FillAsync(store, load, spans);
            PrintMemory("filled");
            await TraceLookupMeasurement.RunAsync(store, traceIds, nowNs);
            PrintMemory("after the questions");
            if (spans <= MaxSpansReadWhole)
            {
                Console.WriteLine("| | CPU ms (median, least) | wall ms | found |");
                Console.WriteLine("|---|---|---|---|");
                await AskAsync(store, nowNs - DayNs, nowNs + DayNs);
            }
        }

        long opening = Stopwatch.GetTimestamp();
        await using (TraceStore store = TraceStore.Open(new StoreOptions { Directory = directory }))
        {
            Console.WriteLine($"opened again in {Stopwatch.GetElapsedTime(opening).TotalMilliseconds:n0} ms");
            PrintMemory("opened again");
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<List<string>> FillAsync(TraceStore store, SpanLoad load, int spans)
    {
        var batch = new SpanBatch();
        var requests = new List<byte[]>();
        var traceIds = new List<string>(); // Some of them: all would be counted with the memory of the store.
        (TimeSpan intake, TimeSpan blocks) = (default, default);
        for (int sent = 0; sent < spans; sent += RequestsAtOnce * TracesPerRequest * SpanLoad.SpansPerTrace)
        {
            requests.Clear();
            while (requests.Count < RequestsAtOnce)
            {
                requests.Add(load.Request(TracesPerRequest));
            }

            traceIds.Add(load.TraceIds[0]);
            load.TraceIds.Clear();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            foreach (byte[] request in requests)
            {
                batch.Clear();
                OtlpTraces.DecodeProtobuf(request, new Limits(), batch);
                await store.AppendAsync(batch, default);
            }

            TimeSpan between = Environment.CpuUsage.TotalTime;
            await store.BuildBlocksAsync(default);
            blocks += Environment.CpuUsage.TotalTime - between;
            intake += between - before;
        }

        TimeSpan last = Environment.CpuUsage.TotalTime;
        await store.FlushAsync(default);
        await store.BuildBlocksAsync(default);
        blocks += Environment.CpuUsage.TotalTime - last;
        StoreStatus status = store.Status;
        Console.WriteLine($"{status.ItemCount:n0} spans in {status.BlockCount} blocks, {(double)status.BlockBytes / status.ItemCount:n1} bytes per span");
        Console.WriteLine($"CPU per span: {intake.TotalMicroseconds / spans:n1} µs decoded and logged, {blocks.TotalMicroseconds / spans:n1} µs made blocks of");
        return traceIds;
    }

    private static void PrintMemory(string when)
    {
        long residentBytes = Environment.WorkingSet;
        string peak = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Console.WriteLine($"memory, {when}: {residentBytes >> 20} MB resident ({peak}), {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:n1} MB alive");
    }

    private static async Task AskAsync(TraceStore store, long startNs, long endNs)
    {
        using var engine = new TraceQlEngine(store);
        string[] queries =
        [
            "{} | count() > 20", "{} | count() > 2", "{} | avg(duration) > 1h", "{ kind = server } | count() > 20",
            "{ span.http.response.status_code = 500 } | count() > 20", "{ span.http.response.status_code = 500 }",
            "{ resource.service.name = `svc-llm-proxy` } >> { status = error && name = `none` }",
        ];
        foreach (string query in queries)
        {
            await TimeAsync(query, async () => (await engine.SearchAsync(query, startNs, endNs, 20, 3)).Traces.Count);
        }

        foreach (string tag in (string[])["span:id", "trace:id", "span:parentID", "duration", "name", "span.user.id", "resource.service.name"])
        {
            await TimeAsync("values of " + tag, async () => (await engine.TagValuesAsync(tag, "", startNs, endNs, 1_000)).Value.Count);
        }

        await TimeAsync(
            "{} | rate() by (resource.service.name)",
            async () => (await engine.QueryRangeAsync("{} | rate() by (resource.service.name)", startNs, endNs, DayNs / 24, 0)).Series.Count);
        SpanField[] service = [new(SpanFieldScope.Resource, "service.name")];
        foreach (bool newestFirst in (bool[])[false, true])
        {
            var scan = new TraceScan { StartNs = startNs, EndNs = endNs, Fields = service, NewestFirst = newestFirst };
            await TimeAsync(newestFirst ? "all traces, services only, newest first" : "all traces, services only", async () =>
            {
                int found = 0;
                await foreach (Model.Trace trace in store.ScanAsync(scan, default))
                {
                    found += trace.Spans.Count;
                }

                return found;
            });
        }
    }

    private static async Task TimeAsync(string what, Func<Task<int>> ask)
    {
        var cpu = new List<double>();
        var wall = new List<double>();
        int found = 0;
        for (int i = 0; i < WarmUps; i++)
        {
            await ask(); // Compiled in the end.
        }

        for (int i = 0; i < Rounds; i++)
        {
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            long began = Stopwatch.GetTimestamp();
            found = await ask();
            wall.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            process.Refresh();
            cpu.Add((process.TotalProcessorTime - before).TotalMilliseconds);
        }

        cpu.Sort();
        wall.Sort();
        Console.WriteLine($"| `{what}` | {cpu[Rounds / 2]:n0}, {cpu[0]:n0} | {wall[Rounds / 2]:n0} | {found:n0} |");
    }
}
