using System.Diagnostics;
using System.Globalization;
using Tta.Model;
using Tta.Storage;
using Tta.Storage.Llm;

namespace Tta.Benchmarks;

/// <summary>
/// The model-call store with many generations: how fast they go in, what they take on disk and in memory, how long the questions of the
/// pages take, how long it takes to open. Run with <c>llm [generations] [directory]</c>; a directory that has a store is asked as it is.
/// </summary>
internal static class LlmStoreMeasurement
{
    private const int BatchSize = 100;
    private const int Rounds = 7;

    private static readonly string[] s_models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-pro"];
    private static readonly string[] s_personas = ["analyst", "critic", "writer", "planner", "tester"];

    public static async Task RunAsync(int generations, string directory)
    {
        var options = new StoreOptions { Directory = directory, RetentionBytes = 64L << 30 };
        long startNs = DateTimeOffset.UtcNow.AddDays(-7).ToUnixTimeMilliseconds() * 1_000_000;
        long before = LiveBytes();
        LlmStore store = LlmStore.Open(options);
        if (store.Status.ItemCount == 0)
        {
            await FillAsync(store, generations, startNs);
        }

        Print("on disk", $"{(double)(store.Status.BlockBytes + store.Status.WalBytes) / generations:n0} bytes per generation, {store.Status.BlockCount} blocks");
        Print("in memory", $"{(double)(LiveBytes() - before) / generations:n0} bytes per generation");
        await AskAsync(store, startNs);
        await store.DisposeAsync();
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long began = Stopwatch.GetTimestamp();
        store = LlmStore.Open(options);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Print("open", $"{elapsed.TotalMilliseconds:n0} ms, of CPU {cpu.TotalMilliseconds:n0} ms, for {store.Status.ItemCount:n0} generations");
        await store.DisposeAsync();
    }

    private static async Task FillAsync(LlmStore store, int generations, long startNs)
    {
        long stepNs = 7L * 86_400_000_000_000 / generations;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (int first = 0; first < generations; first += BatchSize)
        {
            await store.AppendAsync(Batch(first, Math.Min(BatchSize, generations - first), startNs, stepNs), default);
            await store.BuildBlocksAsync(default);
        }

        await store.FlushAsync(default);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Print("append and blocks", $"{generations / cpu.TotalSeconds:n0} generations per CPU second");
    }

    private static async Task AskAsync(LlmStore store, long startNs)
    {
        await TimeAsync("newest 50", () => store.ObservationsAsync(new LlmQuery(), default));
        await TimeAsync("newest 50 with content", () => store.ObservationsAsync(new LlmQuery { Content = LlmContent.All }, default));
        await TimeAsync("one persona, one model, above a cost", () => store.ObservationsAsync(
            new LlmQuery
            {
                Conditions =
                [
                    LlmCondition.Text(LlmField.Persona, "critic"), LlmCondition.Text(LlmField.Model, "gpt-4o"),
                    LlmCondition.Than(LlmField.TotalCost, LlmOperator.Greater, 0.003m),
                ],
            }, default));
        await TimeAsync("one session", () => store.ObservationsAsync(
            new LlmQuery { Conditions = [LlmCondition.Text(LlmField.SessionId, "session-77")], Content = LlmContent.All }, default));
        await TimeAsync("slowest 50", () => store.ObservationsAsync(new LlmQuery { OrderBy = LlmField.LatencyMs }, default));
        await TimeAsync("newest 50 traces with sums", () => store.TracesAsync(new LlmQuery(), default));
        await TimeAsync("newest 50 sessions with sums", () => store.SessionsAsync(new LlmQuery(), default));
        LlmMeasure[] sums = [new(LlmField.Count, LlmFunction.Count), new(LlmField.TotalTokens, LlmFunction.Sum), new(LlmField.TotalCost, LlmFunction.Sum)];
        await TimeAsync("cost by persona", () => store.AggregateAsync(new LlmAggregation { Dimensions = [LlmField.Persona], Measures = sums }, default));
        await TimeAsync("cost by model and day", () => store.AggregateAsync(
            new LlmAggregation { Dimensions = [LlmField.Model], Bucket = LlmBucket.Day, Measures = sums }, default));
        await TimeAsync("cost by hour of the last day", () => store.AggregateAsync(
            new LlmAggregation { Bucket = LlmBucket.Hour, Measures = sums, Filter = new LlmQuery { StartNs = startNs + (6L * 86_400_000_000_000) } }, default));
        await TimeAsync("p95 latency by model", () => store.AggregateAsync(
            new LlmAggregation { Dimensions = [LlmField.Model], Measures = [new(LlmField.LatencyMs, LlmFunction.P95)] }, default));
        await TimeAsync("cost if all were gpt-4o-mini", () => store.AggregateAsync(new LlmAggregation { Measures = sums, RepriceAs = "gpt-4o-mini" }, default));
        await TimeAsync("cost at the prices of now", () => store.AggregateAsync(new LlmAggregation { Measures = sums, RepriceAs = "" }, default));
        await TimeAsync("one observation", () => store.ObservationAsync(Id(4_242), TraceId(4_242), default));
    }

    private static async Task TimeAsync<T>(string what, Func<ValueTask<T>> ask)
    {
        var times = new List<double>();
        TimeSpan cpu = default;
        for (int i = 0; i <= Rounds; i++)
        {
            cpu = i == 1 ? Process.GetCurrentProcess().TotalProcessorTime : cpu;
            long began = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        times.RemoveAt(0); // The first one compiles.
        times.Sort();
        Print(what, $"{times[times.Count / 2]:n1} ms (least {times[0]:n1}, most {times[^1]:n1}; of CPU {cpu.TotalMilliseconds / Rounds:n0})");
    }

    private static LlmBatch Batch(int first, int count, long startNs, long stepNs)
    {
        var batch = new LlmBatch();
        for (int i = first; i < first + count; i++)
        {
            var random = new Random(i);
            long beganNs = startNs + (i * stepNs);
            if (i % 4 == 0)
            {
                batch.Traces.Add(new LlmTraceChange
                {
                    Id = TraceId(i), EventNs = beganNs, Name = "review", UserId = $"user-{i % 5_000}", SessionId = $"session-{i / 40}", Environment = "production",
                });
            }

            batch.Observations.Add(new LlmObservationChange
            {
                Id = Id(i),
                TraceId = TraceId(i),
                EventNs = beganNs,
                Type = LlmObservationType.Generation,
                Name = $"step-{i % 20}",
                StartNs = beganNs,
                EndNs = beganNs + 200_000_000 + random.Next(2_000_000_000),
                CompletionStartNs = beganNs + 150_000_000,
                ParentId = Id(i - 1),
                Level = i % 50 == 0 ? LlmLevel.Error : null,
                Model = s_models[i % s_models.Length],
                Provider = "provider",
                Persona = s_personas[i % s_personas.Length],
                WorkflowName = "document-review",
                Service = "reviewer",
                Workspace = "clone-1",
                UsageDetails = new Dictionary<string, long> { ["input"] = random.Next(4_000), ["input_cached_tokens"] = random.Next(500), ["output"] = random.Next(800) },
                InputJson = Words(random, 120),
                OutputJson = Words(random, 60),
            });
        }

        return batch;
    }

    private static string Id(int i) => (((ulong)i + 1) * 0x9E37_79B9_7F4A_7C15).ToString("x16", CultureInfo.InvariantCulture);

    private static string TraceId(int i) => Id(i / 4) + Id((i / 4) + 7);

    private static string Words(Random random, int count)
    {
        string[] words = ["the", "contract", "ends", "after", "notice", "party", "shall", "payment", "within", "days", "of", "receipt", "liability", "is", "limited"];
        return string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)] + random.Next(100)));
    }

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private static void Print(string what, string value) => Console.WriteLine($"| {what} | {value} |");
}
