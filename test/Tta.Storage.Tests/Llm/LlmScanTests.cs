using Tta.Model;
using Tta.Storage.Llm;
using Tta.Storage.Tests.Files;
using Tta.TestKit;

namespace Tta.Storage.Tests.Llm;

/// <summary>Questions over more rows than a page of columns holds, also while rows come in; hardly any of them are in memory.</summary>
public sealed class LlmScanTests
{
    private const int Count = 20_000;
    private static readonly LlmMeasure[] s_measures = [new(LlmField.Count, LlmFunction.Count), new(LlmField.TotalTokens, LlmFunction.Sum), new(LlmField.LatencyMs, LlmFunction.Max)];

    [Fact]
    public async Task Pages_AreInTheOrderOfTime_WhateverTheOrderOfArrival()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, 0, Count);
        var ids = new List<string>();
        LlmCursor? after = null;
        do
        {
            LlmPage<LlmObservation> page = (await store.ObservationsAsync(new LlmQuery { Limit = 4_000, After = after }, default)).Value;
            ids.AddRange(page.Items.Select(o => o.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, Count).OrderByDescending(StartOf).Select(i => $"o{i}"), ids);
        LlmPage<LlmObservation> oldest = (await store.ObservationsAsync(new LlmQuery { Descending = false, Limit = 3 }, default)).Value;
        Assert.Equal(Enumerable.Range(0, Count).OrderBy(StartOf).Take(3).Select(i => $"o{i}"), oldest.Items.Select(o => o.Id));
    }

    [Fact]
    public async Task Groups_AreSumsOverAllRows()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, 0, Count);
        IReadOnlyList<LlmGroup> groups = await GroupsAsync(store);
        Assert.Equal(["p0", "p1", "p2"], groups.Select(g => g.Keys[0]).Order(StringComparer.Ordinal));
        foreach (LlmGroup group in groups)
        {
            List<int> rows = [.. Enumerable.Range(0, Count).Where(i => $"p{i % 3}" == group.Keys[0])];
            Assert.Equal<decimal?>([rows.Count, rows.Sum(i => i % 7), rows.Max(i => i % 11)], group.Values.Select(v => v.Number));
        }
    }

    [Fact]
    public async Task Steps_BeginAtMultiplesOfTheirWidth()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, 0, Count);
        const long width = 1_700_000_000;
        var question = new LlmAggregation { BucketWidthNs = width, Measures = s_measures };
        IReadOnlyList<LlmGroup> steps = (await store.AggregateAsync(question, default)).Value;
        Assert.Equal(
            Enumerable.Range(0, Count).GroupBy(i => StartOf(i) / width * width).OrderBy(g => g.Key).Select(g => (g.Key, (decimal?)g.Count())),
            steps.OrderBy(s => s.BucketNs).Select(s => (s.BucketNs, s.Values[0].Number)));
    }

    [Fact]
    public async Task Sums_OfTracesAndSessions_FollowWhatIsAddedChangedAndDeleted()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, 0, 40);
        Assert.Equal(Enumerable.Range(0, 40).Sum(i => i % 7), await TokensAsync(store));
        LlmSession session = (await store.SessionsAsync(new LlmQuery { OrderBy = LlmField.Id }, default)).Value.Items.Single(s => s.Id == "s0");
        Assert.Equal((4, 57L), (session.TraceCount, session.TotalTokens));
        Assert.Equal(["p0", "p1", "p2"], session.Personas);

        var more = new LlmBatch();
        more.Observations.Add(new LlmObservationChange { Id = "o3", TraceId = "t0", EventNs = TestStore.StartNs + 9, UsageDetails = new Dictionary<string, long> { ["total"] = 1_000 } });
        await store.AppendAsync(more, default);
        Assert.Equal(Enumerable.Range(0, 40).Sum(i => i % 7) - 3 + 1_000, await TokensAsync(store));

        var deletion = new LlmBatch();
        deletion.DeletedTraceIds.Add("t0");
        await store.AppendAsync(deletion, default);
        Assert.Equal(Enumerable.Range(5, 35).Sum(i => i % 7), await TokensAsync(store));
        Assert.Null(await store.TraceAsync("t0", default));
        Assert.Equal(Enumerable.Range(5, 5).Sum(i => i % 7), (await store.TraceAsync("t1", default))!.TotalTokens);
    }

    [Fact]
    public async Task Answers_WhileRowsComeIn_NeverLoseOne()
    {
        await using LlmStore store = Open();
        await AppendAsync(store, 0, Count / 2);
        Task appending = Task.Run(async () =>
        {
            for (int first = Count / 2; first < Count; first += 500)
            {
                await AppendAsync(store, first, 500);
            }
        });
        decimal seen = Count / 2;
        do
        {
            decimal now = (await GroupsAsync(store)).Sum(g => g.Values[0].Number!.Value);
            Assert.InRange(now, seen, Count);
            seen = now;
            LlmPage<LlmObservation> newest = (await store.ObservationsAsync(new LlmQuery { Limit = 50 }, default)).Value;
            Assert.Equal(50, newest.Items.Count);
            Assert.Equal(newest.Items.OrderByDescending(o => o.StartNs).Select(o => o.Id), newest.Items.Select(o => o.Id));
            LlmPage<LlmSession> sessions = (await store.SessionsAsync(new LlmQuery { Limit = 5 }, default)).Value;
            Assert.All(sessions.Items, s => Assert.InRange(s.Personas.Count, 1, 3));
        }
        while (!appending.IsCompleted);

        await appending;
        Assert.Equal(Count, (await GroupsAsync(store)).Sum(g => g.Values[0].Number!.Value));
        Assert.Equal(Enumerable.Range(0, Count).Sum(i => i % 7), await TokensAsync(store));
    }

    private static long StartOf(int i) => TestStore.StartNs + ((i * 7_919L % Count) * 1_000_000);

    private static async Task AppendAsync(LlmStore store, int first, int count)
    {
        var batch = new LlmBatch();
        for (int i = first; i < first + count; i++)
        {
            if (i % 5 == 0)
            {
                batch.Traces.Add(new LlmTraceChange { Id = $"t{i / 5}", EventNs = TestStore.StartNs, SessionId = $"s{i / 20}" });
            }

            batch.Observations.Add(new LlmObservationChange
            {
                Id = $"o{i}",
                TraceId = $"t{i / 5}",
                EventNs = TestStore.StartNs,
                Type = LlmObservationType.Generation,
                StartNs = StartOf(i),
                EndNs = StartOf(i) + (i % 11 * 1_000_000),
                Persona = $"p{i % 3}",
                UsageDetails = new Dictionary<string, long> { ["total"] = i % 7 },
            });
        }

        await store.AppendAsync(batch, default);
    }

    private static async Task<IReadOnlyList<LlmGroup>> GroupsAsync(LlmStore store) =>
        (await store.AggregateAsync(new LlmAggregation { Dimensions = [LlmField.Persona], Measures = s_measures }, default)).Value;

    private static async Task<decimal> TokensAsync(LlmStore store)
    {
        LlmMeasure[] tokens = [new(LlmField.TotalTokens, LlmFunction.Sum)];
        decimal ofTraces = (await store.AggregateAsync(new LlmAggregation { View = LlmView.Traces, Measures = tokens }, default)).Value.Sum(g => g.Values[0].Number ?? 0);
        decimal ofSessions = (await store.AggregateAsync(new LlmAggregation { View = LlmView.Sessions, Measures = tokens }, default)).Value.Sum(g => g.Values[0].Number ?? 0);
        Assert.Equal(ofTraces, ofSessions);
        return ofTraces;
    }

    private static LlmStore Open() => LlmStore.Open(
        TestStore.Options(new FaultyFileSystem(), new ManualTimeProvider(TestStore.Start)), new LlmBlockOptions { RowBytes = 1 });
}
