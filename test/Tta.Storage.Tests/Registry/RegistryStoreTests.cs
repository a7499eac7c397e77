using Tta.Model;
using Tta.Storage.Registry;
using Tta.Storage.Tests.Files;

namespace Tta.Storage.Tests.Registry;

public sealed class RegistryStoreTests
{
    private const string Text = "\"Hello {{name}}, \\u00fc \\\" <b>\"";

    [Fact]
    public async Task EveryKindOfThing_IsTheSameAfterReopening()
    {
        FaultyFileSystem files = TestStore.Files();
        string[] before;
        await using (RegistryStore store = RegistryStore.Open(TestStore.Options(files)))
        {
            await FillAsync(store);
            before = Dump(store);
        }

        await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(files.AfterKill()));
        Assert.Equal(before, Dump(reopened));
        Assert.Equal(["b", "a"], reopened.PriceLists.All.Select(l => l.Name));
        Assert.Equal(Text, reopened.Prompts.Find("a/greeting", 1, null, resolve: true)!.Prompt.PromptJson);
        Assert.Empty(reopened.Status.Warnings);
    }

    [Fact]
    public async Task WhatWasAcknowledged_SurvivesAPowerFailureAtEveryStep()
    {
        for (int step = 1; ; step++)
        {
            FaultyFileSystem files = TestStore.Files();
            files.CrashAtStep = step;
            files.TornWriteBytes = step % 40;
            var acknowledged = new List<int>();
            bool finished = await CreateVersionsAsync(files, acknowledged);
            foreach (FaultyFileSystem disk in (FaultyFileSystem[])[files.AfterKill(), files.AfterPowerFailure()])
            {
                await using RegistryStore store = RegistryStore.Open(TestStore.Options(disk));
                Assert.All(acknowledged, version => Assert.NotNull(store.Prompts.Find("p", version, null, resolve: false)));
                Assert.True((await store.Prompts.CreateAsync(Draft("p"), default)).Version > acknowledged.Count);
            }

            if (finished)
            {
                Assert.Equal(4, acknowledged.Count);
                return;
            }
        }
    }

    [Fact]
    public async Task ALogThatIsMostlyOutdated_IsRewrittenShorterWithTheSameMeaning_WhereverItCrashes()
    {
        FaultyFileSystem bloated = TestStore.Files();
        string[] before;
        await using (RegistryStore store = RegistryStore.Open(TestStore.Options(bloated)))
        {
            await FillAsync(store);
            string noise = Convert.ToBase64String(Noise(1 << 20));
            for (int i = 0; i < 8; i++)
            {
                await store.Datasets.UpsertAsync(new DatasetDraft("big") { Description = noise[i..] }, default);
            }

            await store.Datasets.UpsertAsync(new DatasetDraft("big") { Description = "small again" }, default);
            before = Dump(store);
        }

        for (int step = 1; ; step++)
        {
            FaultyFileSystem files = bloated.AfterKill();
            bool isDone = await CompactAsync(files, step);
            foreach (FaultyFileSystem disk in (FaultyFileSystem[])[files.AfterKill(), files.AfterPowerFailure()])
            {
                await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(disk));
                Assert.Equal(before, Dump(reopened));
            }

            if (isDone)
            {
                Assert.InRange(TotalBytes(files), 1, 100_000);
                return;
            }
        }
    }

    [Fact]
    public async Task ADamagedRecord_IsReportedAndEverythingBeforeItServed()
    {
        FaultyFileSystem files = TestStore.Files();
        await using (RegistryStore store = RegistryStore.Open(TestStore.Options(files)))
        {
            await store.Prompts.CreateAsync(Draft("first"), default);
            await store.Prompts.CreateAsync(Draft("second"), default);
        }

        byte[] log = files.Read("/data/registry/00000001.wal");
        log[^3] ^= 0x40;
        files.Replace("/data/registry/00000001.wal", log);
        await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(files));
        Assert.NotNull(reopened.Prompts.Find("first", 1, null, resolve: true));
        Assert.Null(reopened.Prompts.Find("second", 1, null, resolve: true));
        Assert.Contains("checksum", Assert.Single(reopened.Status.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanTheLimit_IsRefusedWithItsName()
    {
        StoreOptions options = TestStore.Options(TestStore.Files());
        await using RegistryStore store = RegistryStore.Open(options with { Limits = options.Limits with { MaxRegistryBytes = 2_000 } });
        await store.Datasets.UpsertAsync(new DatasetDraft("d"), default);
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(async () =>
            await store.Datasets.UpsertAsync(new DatasetDraft("large") { Description = new string('x', 2_000) }, default));
        Assert.Contains("limits.max_registry_bytes", refused.Message, StringComparison.Ordinal);
        Assert.Null(store.Datasets.Find("large"));
        Assert.Equal(1, store.Status.ItemCount);
    }

    [Fact]
    public async Task TheDeepestDocumentThatIsTaken_IsReadAgain()
    {
        FaultyFileSystem files = TestStore.Files();
        string deep = new string('[', 256) + new string(']', 256);
        await using (RegistryStore store = RegistryStore.Open(TestStore.Options(files)))
        {
            await store.Datasets.UpsertAsync(new DatasetDraft("d"), default);
            await store.Datasets.UpsertItemAsync(new DatasetItemDraft("d") { Id = "i", InputJson = deep }, default);
        }

        await using RegistryStore reopened = RegistryStore.Open(TestStore.Options(files));
        Assert.Equal(deep, reopened.Datasets.FindItem("i")!.InputJson);
        Assert.Empty(reopened.Status.Warnings);
    }

    [Fact]
    public async Task AFailingDisk_AcknowledgesNothing()
    {
        FaultyFileSystem files = TestStore.Files();
        await using RegistryStore store = RegistryStore.Open(TestStore.Options(files));
        files.FailSync = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Prompts.CreateAsync(Draft("p"), default));
        Assert.NotNull(store.Status.UnavailableReason);
    }

    internal static PromptDraft Draft(string name, string promptJson = Text, IReadOnlyList<string>? labels = null) =>
        new(name, PromptType.Text, promptJson, "{}", labels ?? [], null, null);

    private static async Task<bool> CreateVersionsAsync(FaultyFileSystem files, List<int> acknowledged)
    {
        try
        {
            RegistryStore store = RegistryStore.Open(TestStore.Options(files));
            while (acknowledged.Count < 4)
            {
                acknowledged.Add((await store.Prompts.CreateAsync(Draft("p"), default)).Version);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> CompactAsync(FaultyFileSystem files, int crashAtStep)
    {
        RegistryStore store = RegistryStore.Open(TestStore.Options(files));
        files.CrashAtStep = files.Steps + crashAtStep;
        try
        {
            await store.RunOnceAsync(default);
            return !files.IsDead;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task FillAsync(RegistryStore store)
    {
        await store.Prompts.CreateAsync(Draft("a/greeting", labels: ["production"]), default);
        await store.Prompts.CreateAsync(
            new PromptDraft("chat", PromptType.Chat, """[{"role":"user","content":"x"}]""", """{"model":"m","temperature":0.10}""", [], ["t"], "why"), default);
        await store.Prompts.CreateAsync(Draft("gone"), default);
        await store.Prompts.DeleteAsync("gone", null, null, default);
        await store.Datasets.UpsertAsync(
            new DatasetDraft("set") { Description = "d", MetadataJson = "[1]", InputSchemaJson = """{"type":"object"}""" }, default);
        DatasetItem item = await store.Datasets.UpsertItemAsync(
            new DatasetItemDraft("set") { Id = "i1", InputJson = """{"q":1.50}""", ExpectedOutputJson = "\"x\"", SourceTraceId = "t" }, default);
        await store.Datasets.AddRunItemAsync(new DatasetRunItemDraft("run", item.Id, "trace") { RunMetadataJson = "{}" }, default);
        ScoreConfig config = await store.ScoreConfigs.CreateAsync(
            static (id, now) => new ScoreConfig
            {
                Id = id, Name = "s", Type = ScoreConfigType.Categorical, Categories = [new ScoreCategory("good", 1)], CreatedMs = now, UpdatedMs = now,
            },
            default);
        await store.Models.CreateAsync(
            "m",
            static (id, now) => new ModelDefinition { Id = id, ModelName = "m", MatchPattern = "^m$", PricingTiersJson = "[]", CreatedMs = now },
            default);
        await store.Comments.CreateAsync(CommentObject.Trace, "trace", "look", null, default);
        await store.PriceLists.ImportAsync("a", PriceListFormat.LiteLlm, """{"m":{"input_cost_per_token":1}}""", default);
        await store.PriceLists.ImportAsync("b", PriceListFormat.LiteLlm, "{}", default);
        await store.PriceLists.ImportAsync("a", PriceListFormat.LiteLlm, """{"m":{"input_cost_per_token":1}}""", default);
        AnnotationQueue queue = await store.Queues.CreateAsync("q", null, [config.Id], default);
        await store.Queues.AddItemAsync(queue.Id, CommentObject.Trace, "trace", isCompleted: false, default);
        await store.Media.AnnounceAsync(
            new MediaAnnouncement(new string('A', 43) + "=", "image/png", 5, new MediaUse { TraceId = "t", Field = "input" }), default);
    }

    private static string[] Dump(RegistryStore store) =>
    [
        .. store.Prompts.List(new PromptFilter(), 1, 100).Items.SelectMany(p => p.Versions).Select(v =>
            $"{v with { Labels = [], Tags = [] }} {string.Join(',', v.Labels)} {string.Join(',', v.Tags)}"),
        .. store.Datasets.List(1, 100).Items.Select(d => d.ToString()),
        .. store.Datasets.ListItems(new DatasetItemFilter(), 1, 100).Items.Select(i => i.ToString()),
        .. store.Datasets.ListRuns("set", 1, 100).Items.Select(r => r.ToString()),
        .. store.Datasets.ListRunItems(store.Datasets.FindRun("set", "run")!.Id, 1, 100).Items.Select(r => r.ToString()),
        .. store.ScoreConfigs.List(1, 100).Items.Select(c => $"{c with { Categories = null }} {string.Join(',', c.Categories!)}"),
        .. store.Models.All.Select(m => m.ToString()),
        .. store.PriceLists.All.Select(l => l.ToString()),
        .. store.Comments.List(null, null, null, 1, 100).Items.Select(c => c.ToString()),
        .. store.Queues.List(1, 100).Items.Select(q => $"{q.Name} {string.Join(',', q.ScoreConfigIds)}"),
        .. store.Queues.ListItems(store.Queues.List(1, 1).Items[0].Id, null, 1, 100).Items.Select(i => i.ToString()),
        $"{store.Media.Find(new string('A', 22))! with { Uses = [] }} {store.Media.Find(new string('A', 22))!.Uses[0]}",
    ];

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static long TotalBytes(FaultyFileSystem files) => files.Paths.Where(p => p.EndsWith(".wal", StringComparison.Ordinal)).Sum(p => files.Read(p).Length);
}
