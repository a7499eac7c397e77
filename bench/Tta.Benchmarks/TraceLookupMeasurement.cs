using System.Diagnostics;
using System.Globalization;
using Tta.Benchmarks.Otlp;
using Tta.Model;
using Tta.Storage.Traces;

namespace Tta.Benchmarks;

/// <summary>
/// How long single questions take that people wait for: one trace, and the newest traces that match and began before some instant of the last ten
/// minutes, another one each time, so that no search finds what the one before has read.
/// </summary>
internal static class TraceLookupMeasurement
{
    private const int TracesRead = 1_000;
    private const int SearchesEach = 50;
    private const int WarmUps = 5;

    private static readonly (string Name, TraceSearch Search)[] s_searches =
    [
        ("service", Service()),
        ("operation", Service() with { OperationName = "POST /llm-proxy/run" }),
        ("service and attribute", Service("http.response.status_code", "500")),
        ("service and model", Service("gen_ai.request.model", "coder-70b")),
        ("service and duration over the 95th percentile", Service() with { DurationMinNs = 1_900_000_000 }),
        ("one user of 20,000, in no service", new TraceSearch { Limit = 20, Tags = [Tag("user.id", "u77")] }),
        ("a user that does not exist", new TraceSearch { Limit = 20, Tags = [Tag("user.id", "nobody")] }),
    ];

    public static async Task RunAsync(TraceStore store, IReadOnlyList<string> traceIds, long nowNs)
    {
        Console.WriteLine("| | found | median ms | p95 | p99 |");
        Console.WriteLine("|---|---|---|---|---|");
        var random = new Random(1);
        await TimeAsync("trace by id", TracesRead, async () =>
            TraceId.TryParse(traceIds[random.Next(traceIds.Count)], out TraceId id) ? (await store.GetTraceAsync(id, default))!.Spans.Count : 0);
        var all = new List<double>();
        int found = 0;
        foreach ((string name, TraceSearch search) in s_searches)
        {
            all.AddRange(await TimeAsync("search: " + name, SearchesEach, async () =>
            {
                TraceSearch before = search with { StartMaxNs = nowNs - random.NextInt64(SpanLoad.SpreadNs) };
                int count = (await store.FindTracesAsync(before, default)).Value.Count;
                found += count;
                return count;
            }));
        }

        Print("all searches", found, all);
    }

    private static async Task<List<double>> TimeAsync(string what, int times, Func<Task<int>> ask)
    {
        var ms = new List<double>();
        int found = 0;
        for (int i = -WarmUps; i < times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            int answer = await ask();
            if (i >= 0)
            {
                found += answer;
                ms.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        Print(what, found, ms);
        return ms;
    }

    private static void Print(string what, int found, List<double> ms)
    {
        double[] sorted = [.. ms.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {(double)found / ms.Count:0.#} | {At(0.5):0.0} | {At(0.95):0.0} | {At(0.99):0.0} |"));
        double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }

    private static TraceSearch Service(string? key = null, string value = "") =>
        new() { ServiceName = "svc-llm-proxy", Limit = 20, Tags = key is null ? [] : [Tag(key, value)] };

    private static TagCondition Tag(string key, string value) => new(key, AnyValue.From(value), AnyType: true);
}
