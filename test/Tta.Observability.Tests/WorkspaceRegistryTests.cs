using System.Text.Json.Nodes;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class WorkspaceRegistryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tta-registry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_with_a_metrics_page_is_a_target_until_it_ends()
    {
        await using (ObservedProgram first = Program("cline"))
        await using (ObservedProgram second = Program("copilot"))
        {
            JsonArray targets = Targets();
            Assert.Equal(
                [("cline", $"127.0.0.1:{first.Session.PrometheusPort}"), ("copilot", $"127.0.0.1:{second.Session.PrometheusPort}")],
                targets.Select(group => ((string)group!["labels"]!["workspace"]!, (string)group["targets"]![0]!)));
            Assert.All(targets, group => Assert.Equal("observed", (string)group!["labels"]!["service_name"]!));
            RegisteredProcess entry = new WorkspaceRegistry(Path.Combine(_folder, "tta")).Read()[0];
            Assert.Equal(Environment.ProcessId, entry.Pid);
        }

        Assert.Empty(Targets());
    }

    [Fact]
    public async Task Entries_of_dead_processes_go()
    {
        var registry = new WorkspaceRegistry(Path.Combine(_folder, "tta"));
        RegisteredProcess dead = WorkspaceRegistry.ThisProcess("gone", "/gone", "gone", "127.0.0.1:1");
        dead.StartedAtMs -= 60_000;
        registry.Add(dead);
        await using ObservedProgram program = Program("main");

        Assert.Equal("main", Assert.Single(registry.Read()).Workspace);
    }

    [Theory]
    [InlineData("TTA_REGISTRY", "none")]
    [InlineData("TTA_REGISTRY", "relative/folder")]
    [InlineData("UNRELATED", "1")]
    public async Task Without_a_place_for_it_nothing_is_written(string variable, string value)
    {
        await using var program = new ObservedProgram(WithPage, (variable, value));

        Assert.DoesNotContain(program.Session.Problems, problem => problem.Code == "registry-unavailable");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_problem_and_no_more()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        await using var program = new ObservedProgram(WithPage, ("TTA_REGISTRY", Path.Combine(_folder, "file", "below")));

        Assert.NotNull(program.Session.PrometheusPort);
        Assert.Single(program.Session.Problems, problem => problem.Code == "registry-unavailable");
    }

    private static void WithPage(TtaObservabilityOptions options)
    {
        options.EnablePrometheus = true;
        options.PrometheusPort = 0;
    }

    private ObservedProgram Program(string workspace) => new(
        options =>
        {
            WithPage(options);
            options.Workspace = workspace;
        },
        ("XDG_STATE_HOME", _folder));

    private JsonArray Targets() => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "tta", "targets.json")))!.AsArray();
}
