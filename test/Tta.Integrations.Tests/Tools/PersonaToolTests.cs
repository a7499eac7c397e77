using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Integrations.Testing;
using Tta.Observability;
using Tta.Primitives;

namespace Tta.Integrations.Tests.Tools;

/// <summary>A model asks for whatever it likes; what runs is what its persona may use, whether or not anybody watches.</summary>
public sealed class PersonaToolTests : IDisposable
{
    private static readonly PersonaCatalog s_catalog = new([new PersonaDefinition
    {
        Name = "tta-writer",
        AllowedServers = ["github"],
        AllowedTools = ["read_*", "search"],
        RestrictedPaths = ["apps/**/frontend/**", "**/.env"],
        Security = new PersonaSecurity { RequireApprovalFor = ["read_secret"] },
    }]);

    private readonly List<string> _ran = [];
    private readonly PersonaTracker _personas = new(s_catalog, null, NullLogger.Instance, new PersonaTrackerOptions { WorkspaceFolder = Path.GetTempPath() });

    public void Dispose() => _personas.Dispose();

    [Theory]
    [InlineData("read_file", "docs/plan.md", null)]
    [InlineData("read_file", "apps/web/frontend/index.ts", "path")]
    [InlineData("read_file", "docs/../apps/web/frontend/index.ts", "path")]
    [InlineData("read_file", "packages/x/.env", "path")]
    [InlineData("delete_file", "docs/plan.md", "tool")]
    [InlineData("read_secret", "docs/plan.md", "approval")]
    [InlineData("read_dashboard", "docs/plan.md", "server")]
    public async Task ATool_RunsOnlyWhereThePersonaMayUseIt(string tool, string path, string? refused)
    {
        List<string> offered = [];
        string answer = await AskAsync(tool, path, offered);

        Assert.Equal(refused is null ? [$"{tool} {path}"] : [], _ran);
        Assert.Equal(refused is null ? [] : [refused], _personas.Denials.Select(denial => denial.Kind));
        Assert.Equal(refused is null, answer == "done");
        Assert.StartsWith(refused is null ? "done" : "error: not allowed: persona tta-writer", answer, StringComparison.Ordinal);
        Assert.Equal(["read_file", "read_secret"], offered.Distinct());
    }

    [Fact]
    public async Task WithoutAScope_EveryToolRuns()
    {
        using ToolCallingChatClient client = Client("delete_file", "docs/plan.md", []);
        await client.GetResponseAsync("go", Options());

        Assert.Single(_ran);
    }

    private async Task<string> AskAsync(string tool, string path, List<string> offered)
    {
        using ToolCallingChatClient client = Client(tool, path, offered);
        using PersonaScope scope = _personas.Enter(new WorkflowContext(), "writer");
        Primitive<string, string> step = Workflow.Step<string, string>("Ask", async (text, _, cancel) => (await client.GetResponseAsync(text, Options(), cancel)).Text);
        return await step.WithTimeout(TimeSpan.FromMinutes(1)).ExecuteAsync("go", scope.Context);
    }

    private ChatOptions Options() => new() { Tools = [Tool("read_file"), Tool("delete_file"), Tool("read_secret"), Tool("read_dashboard", "grafana")] };

    private AIFunction Tool(string name, string? server = null) => AIFunctionFactory.Create(
        (string path) =>
        {
            _ran.Add($"{name} {path}");
            return "done";
        },
        new AIFunctionFactoryOptions { Name = name, AdditionalProperties = server is null ? null : new Dictionary<string, object?> { ["server"] = server } });

    private static ToolCallingChatClient Client(string tool, string path, List<string> offered) => new(new OfflineChatClient(new OfflineModel("m")
    {
        Answer = request =>
        {
            offered.AddRange(request.Options?.Tools?.Select(candidate => candidate.Name) ?? []);
            FunctionResultContent? result = request.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().FirstOrDefault();
            return result is null
                ? OfflineAnswer.CallTool("c1", tool, new Dictionary<string, object?> { ["path"] = path })
                : new OfflineAnswer($"{result.Result}");
        },
    }));
}
