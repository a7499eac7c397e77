using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>Random reports: few values per field so that they collide, repeated ids, late and early updates, deletions.</summary>
internal static class LlmRandom
{
    public static async Task<LlmStore> StoreAsync(int seed, int reports)
    {
        LlmStore store = LlmStore.Open(TestStore.Options(new FaultyFileSystem(), new ManualTimeProvider(TestStore.Start)));
        await FillAsync(store, seed, reports);
        return store;
    }

    public static async Task FillAsync(LlmStore store, int seed, int reports)
    {
        var random = new Random(seed);
        for (int i = 0; i < reports; i += 10)
        {
            await store.AppendAsync(Batch(random, 10), default);
        }
    }

    public static LlmBatch Batch(Random random, int reports)
    {
        var batch = new LlmBatch();
        for (int i = 0; i < reports; i++)
        {
            long eventNs = TestStore.StartNs + (random.Next(50) * 1_000_000L);
            switch (random.Next(10))
            {
                case 0 or 1:
                    batch.Traces.Add(Trace(random, eventNs));
                    break;
                case 2:
                    batch.Scores.Add(Score(random, eventNs));
                    break;
                case 3 when random.Next(5) == 0:
                    batch.DeletedTraceIds.Add(TraceId(random));
                    break;
                default:
                    batch.Observations.Add(Observation(random, eventNs));
                    break;
            }
        }

        return batch;
    }

    private static LlmTraceChange Trace(Random random, long eventNs) => new()
    {
        Id = TraceId(random),
        EventNs = eventNs,
        TimestampNs = random.Next(2) == 0 ? eventNs : null,
        Name = Maybe(random, "chat", "agent"),
        UserId = Maybe(random, "ann", "bob"),
        SessionId = Maybe(random, "s1", "s2", "s3"),
        Release = Maybe(random, "r1"),
        Environment = Maybe(random, "prod", "dev"),
        Tags = random.Next(3) == 0 ? random.GetItems((string[])["a", "b", "c"], 2) : null,
        Public = random.Next(4) == 0 ? random.Next(2) == 0 : null,
        MetadataJson = Maybe(random, """{"k":"v"}""", """{"k":{"deep":1}}"""),
        InputJson = Maybe(random, "question"),
    };

    private static LlmObservationChange Observation(Random random, long eventNs) => new()
    {
        Id = $"o{random.Next(40)}",
        TraceId = TraceId(random),
        EventNs = eventNs,
        Type = random.Next(3) == 0 ? (LlmObservationType)random.Next(10) : null,
        Name = Maybe(random, "plan", "answer"),
        StartNs = random.Next(4) > 0 ? eventNs : null,
        EndNs = random.Next(2) == 0 ? eventNs + 10_000 + random.Next(3_000_000) : null,
        CompletionStartNs = random.Next(3) == 0 ? eventNs + 1000 : null,
        ParentId = Maybe(random, "o1", "parent"),
        Level = random.Next(4) == 0 ? (LlmLevel)random.Next(4) : null,
        StatusMessage = Maybe(random, "went wrong"),
        Version = Maybe(random, "v1"),
        Environment = Maybe(random, "prod"),
        Operation = Maybe(random, "chat"),
        Model = Maybe(random, "gpt-4o", "gpt-4o-mini", "unheard-of", "gemini-2.5-pro"),
        Provider = Maybe(random, "openai"),
        ModelParametersJson = Maybe(random, """{"service_tier":"flex","temperature":0.5}"""),
        UsageDetails = random.Next(2) == 0
            ? new Dictionary<string, long> { ["input"] = random.Next(300_000), ["output"] = random.Next(2_000), ["input_cached_tokens"] = random.Next(100) }
            : null,
        CostDetails = random.Next(8) == 0 ? new Dictionary<string, decimal> { ["input"] = random.Next(100) / 7m, ["output"] = random.Next(100) / 1000m } : null,
        PromptName = Maybe(random, "prompt"),
        PromptVersion = random.Next(3) == 0 ? random.Next(3) : null,
        Persona = Maybe(random, "critic", "writer"),
        WorkflowName = Maybe(random, "review"),
        Workspace = Maybe(random, "w1"),
        Service = Maybe(random, "shop"),
        FinishReason = Maybe(random, "stop"),
        Error = Maybe(random, "timeout"),
        InputJson = Maybe(random, "in", "other"),
        OutputJson = Maybe(random, "out"),
        MetadataJson = Maybe(random, """{"k":"v","l":1}""", """{"k":{"deep":true}}"""),
    };

    private static LlmScoreChange Score(Random random, long eventNs) => new()
    {
        Id = $"s{random.Next(30)}",
        EventNs = eventNs,
        Name = random.Next(2) == 0 ? "accuracy" : "tone",
        TraceId = TraceId(random),
        ObservationId = Maybe(random, "o1", "o2"),
        DataType = LlmScoreDataType.Numeric,
        Source = (LlmScoreSource)random.Next(3),
        Number = random.NextDouble(),
        Comment = Maybe(random, "because"),
    };

    private static string TraceId(Random random) => $"0000000000000000000000000000000{random.Next(8)}";

    private static string? Maybe(Random random, params string[] values) => random.Next(2) == 0 ? null : values[random.Next(values.Length)];
}
