using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Tta.Model;
using Tta.Storage.Registry;
using Tta.TestKit;

namespace Tta.Storage.Tests.Registry;

public sealed class PromptRegistryTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new(TestStore.Start);
    private readonly RegistryStore _store;

    public PromptRegistryTests() => _store = RegistryStore.Open(TestStore.Options(TestStore.Files(), _clock));

    private PromptRegistry Prompts => _store.Prompts;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task ALabel_BelongsToOneVersion_AndLatestToTheNewest()
    {
        await CreateAsync("p", "1", "production", "a");
        PromptVersion second = await CreateAsync("p", "2", "a");
        Assert.Equal(2, second.Version);
        Assert.Equal(["a", "latest"], second.Labels);
        Assert.Equal(["production"], Find("p", 1)!.Labels);

        await Prompts.AddLabelsAsync("p", 1, ["a", "b"], default);
        Assert.Equal(["a", "b", "production"], Find("p", 1)!.Labels.Order());
        Assert.Equal(["latest"], Find("p", 2)!.Labels);
        Assert.Equal(1, Prompts.Find("p", null, null, resolve: true)!.Prompt.Version);
        Assert.Equal(2, Prompts.Find("p", null, "latest", resolve: true)!.Prompt.Version);
        Assert.Null(Prompts.Find("p", null, "c", resolve: true));
    }

    [Fact]
    public void AfterAnySequenceOfChanges_EveryLabelIsOnOneVersionAtMost_AndLatestOnTheNewest()
    {
        Gen<(int What, string Label, int Version)[]> changes = Gen.ArrayOf(
            from what in Gen.Choose(0, 9)
            from label in Gen.Elements("production", "a", "b")
            from version in Gen.Choose(1, 6)
            select (what, label, version));
        Prop.ForAll(changes.ToArbitrary(), sequence =>
        {
            RegistryStore store = RegistryStore.Open(TestStore.Options(TestStore.Files()));
            foreach ((int what, string label, int version) in sequence)
            {
                Apply(store.Prompts, what, label, version);
                IReadOnlyList<PromptSummary> all = store.Prompts.List(new PromptFilter(), 1, 100).Items;
                List<string> labels = [.. all.SelectMany(p => p.Versions).SelectMany(v => v.Labels)];
                Assert.Equal(labels.Distinct().Count(), labels.Count);
                Assert.All(all, prompt => Assert.Contains("latest", prompt.Newest.Labels));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Tags_AreThoseOfTheWholePrompt()
    {
        await Prompts.CreateAsync(Draft("p", "1") with { Tags = ["x", "y", "x"] }, default);
        Assert.Equal(["x", "y"], (await CreateAsync("p", "2")).Tags);
        await Prompts.CreateAsync(Draft("p", "3") with { Tags = ["z"] }, default);
        Assert.Equal(["z"], Find("p", 1)!.Tags);
    }

    [Fact]
    public async Task AnotherType_IsRefused()
    {
        await CreateAsync("p", "1");
        await RefusedAsync(
            RegistryFault.Invalid,
            "different prompt type",
            () => Prompts.CreateAsync(new PromptDraft("p", PromptType.Chat, "[]", "{}", [], null, null), default));
    }

    [Fact]
    public async Task Tag_IsReplacedByTheOtherPrompt_InTextAndChat_AtAnyDepth()
    {
        await CreateAsync("inner", "costs $1 and \\\"quotes\\\" {{v}}", "production");
        await CreateAsync("folder/outer", "<@@@langfusePrompt:name=inner|label=production@@@>", "production");
        PromptVersion chat = await Prompts.CreateAsync(
            new PromptDraft(
                "chat",
                PromptType.Chat,
                """[{"role":"system","content":"a @@@langfusePrompt:name=folder/outer|version=1@@@ b @@@langfusePrompt:name=inner|version=1@@@"},{"type":"placeholder","name":"history"}]""",
                "{}",
                ["production"],
                null,
                null),
            default);

        ResolvedPrompt resolved = Prompts.Find("chat", null, null, resolve: true)!;
        using JsonDocument messages = JsonDocument.Parse(resolved.Prompt.PromptJson);
        Assert.Equal("a <costs $1 and \"quotes\" {{v}}> b costs $1 and \"quotes\" {{v}}", messages.RootElement[0].GetProperty("content").GetString());
        Assert.Equal("history", messages.RootElement[1].GetProperty("name").GetString());
        Assert.Equal(chat.Id, resolved.Graph!.Root.Id);
        Assert.Equal(["folder/outer", "inner"], resolved.Graph.Dependencies[chat.Id].Select(d => d.Name));
        Assert.Equal("inner", Assert.Single(resolved.Graph.Dependencies[Find("folder/outer", 1)!.Id]).Name);

        ResolvedPrompt raw = Prompts.Find("chat", null, null, resolve: false)!;
        Assert.Equal(chat.PromptJson, raw.Prompt.PromptJson);
        Assert.Null(raw.Graph);
    }

    [Theory]
    [InlineData("@@@langfusePrompt:label=production|name=inner@@@")]
    [InlineData("@@@langfusePrompt:name=inner@@@")]
    [InlineData("@@@langfusePrompt:name=inner|version=one@@@")]
    [InlineData("@@@langfusePrompt:name=inner|version=1|label=a@@@")]
    [InlineData("@@@langfusePrompt:name=inner|version=1")]
    public async Task ATagOfAnotherForm_IsText(string text)
    {
        await CreateAsync("inner", "x", "production");
        await CreateAsync("p", text, "production");
        ResolvedPrompt found = Prompts.Find("p", null, null, resolve: true)!;
        Assert.Equal($"\"{text}\"", found.Prompt.PromptJson);
        Assert.Null(found.Graph);
    }

    [Fact]
    public async Task Cycles_MissingPromptsChatsAndDeepNesting_AreRefusedWhenAPromptIsMade()
    {
        await CreateAsync("a", "1", "production");
        await CreateAsync("b", Tag("a", "production"), "production");
        await RefusedAsync(RegistryFault.Invalid, "Circular dependency detected involving prompt 'a' version 1", () => Create("a", Tag("b", "production")));
        await RefusedAsync(RegistryFault.Invalid, "Circular dependency", () => Create("a", Tag("a", "production")));
        await RefusedAsync(RegistryFault.Invalid, "Prompt dependency not found: nobody - label production", () => Create("c", Tag("nobody", "production")));
        await Prompts.CreateAsync(new PromptDraft("chat", PromptType.Chat, "[]", "{}", ["production"], null, null), default);
        await RefusedAsync(RegistryFault.Invalid, "not a text prompt", () => Create("c", Tag("chat", "production")));

        await CreateAsync("d", Tag("b", "production"), "production");
        await CreateAsync("e", Tag("d", "production"), "production");
        await CreateAsync("f", Tag("e", "production"), "production");
        await RefusedAsync(RegistryFault.Invalid, "Maximum nesting depth exceeded (5)", () => Create("g", Tag("f", "production")));
    }

    [Fact]
    public async Task ACycleThatALabelMakesLater_IsRefusedWhenItIsRead()
    {
        await CreateAsync("a", "1", "production");
        await CreateAsync("b", "2", "production");
        await CreateAsync("a", Tag("b", "production"));
        await CreateAsync("b", Tag("a", "production"));
        await Prompts.AddLabelsAsync("a", 2, ["production"], default);
        await Prompts.AddLabelsAsync("b", 2, ["production"], default);
        RegistryException refused = Assert.Throws<RegistryException>(() => Prompts.Find("a", null, null, resolve: true));
        Assert.Equal(RegistryFault.Conflict, refused.Fault);
        Assert.NotNull(Prompts.Find("a", null, null, resolve: false));
    }

    [Fact]
    public async Task WhatOthersName_IsNotDeleted_AndLatestMovesBack()
    {
        await CreateAsync("p", "1", "keep");
        await CreateAsync("p", "2");
        await CreateAsync("user", Tag("p", "keep"));
        await RefusedAsync(RegistryFault.Invalid, "user v1 depends on p keep", () => Prompts.DeleteAsync("p", 1, null, default));
        Assert.Equal(1, await Prompts.DeleteAsync("p", 2, null, default));
        Assert.Equal(["keep", "latest"], Find("p", 1)!.Labels);
        Assert.Equal(1, await Prompts.DeleteAsync("user", null, "latest", default));
        Assert.Equal(1, await Prompts.DeleteAsync("p", null, null, default));
        await RefusedAsync(RegistryFault.NotFound, "Prompt not found", () => Prompts.DeleteAsync("p", null, null, default));
    }

    [Fact]
    public async Task List_FiltersVersionsAndCountsPrompts()
    {
        await CreateAsync("b", "1", "x");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync("a", "1");
        await CreateAsync("b", "2", "y");
        RegistryPage<PromptSummary> all = Prompts.List(new PromptFilter(), 1, 1);
        Assert.Equal(2, all.TotalItems);
        Assert.Equal("a", Assert.Single(all.Items).Newest.Name);
        Assert.Equal("b", Assert.Single(Prompts.List(new PromptFilter(), 2, 1).Items).Newest.Name);
        Assert.Equal(1, Assert.Single(Prompts.List(new PromptFilter { Label = "x" }, 1, 10).Items).Newest.Version);
        PromptSummary b = Assert.Single(Prompts.List(new PromptFilter { Name = "b" }, 1, 10).Items);
        Assert.Equal(["latest", "x", "y"], b.Labels);
        Assert.Equal(TestStore.StartMs + 1000, b.LastUpdatedMs);
        Assert.Empty(Prompts.List(new PromptFilter { ToUpdatedMs = TestStore.StartMs }, 1, 10).Items);
        Assert.Equal(2, Prompts.List(new PromptFilter { FromUpdatedMs = TestStore.StartMs + 1000 }, 1, 10).TotalItems);
    }

    private static string Tag(string name, string label) => $"@@@langfusePrompt:name={name}|label={label}@@@";

    private static PromptDraft Draft(string name, string text, params string[] labels) => RegistryStoreTests.Draft(name, $"\"{text}\"", labels);

    private static void Apply(PromptRegistry prompts, int what, string label, int version)
    {
        try
        {
            switch (what)
            {
                case < 4:
                    prompts.CreateAsync(Draft("p", "x", label), default).AsTask().GetAwaiter().GetResult();
                    break;
                case < 7:
                    prompts.AddLabelsAsync("p", version, [label], default).AsTask().GetAwaiter().GetResult();
                    break;
                default:
                    prompts.DeleteAsync("p", version, null, default).AsTask().GetAwaiter().GetResult();
                    break;
            }
        }
        catch (RegistryException e)
        {
            Assert.Equal(RegistryFault.NotFound, e.Fault);
        }
    }

    private static async Task RefusedAsync<T>(RegistryFault fault, string message, Func<ValueTask<T>> act)
    {
        RegistryException refused = await Assert.ThrowsAsync<RegistryException>(async () => await act());
        Assert.Equal(fault, refused.Fault);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private ValueTask<PromptVersion> Create(string name, string text) => Prompts.CreateAsync(Draft(name, text), default);

    private async Task<PromptVersion> CreateAsync(string name, string text, params string[] labels) =>
        await Prompts.CreateAsync(Draft(name, text, labels), default);

    private PromptVersion? Find(string name, int version) => Prompts.Find(name, version, null, resolve: false)?.Prompt;
}
