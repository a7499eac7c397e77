using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class PersonaGuardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tta-guard-").FullName;
    private readonly ListLogger _log = new();
    private readonly PersonaTracker _personas;

    public PersonaGuardTests() => _personas = new PersonaTracker(
        PersonaCatalog.Examples, new ManualTimeProvider(), _log, new PersonaTrackerOptions { WorkspaceFolder = _folder });

    public void Dispose()
    {
        _personas.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("src/api/users.cs", true)]
    [InlineData("apps/web/frontend/index.ts", false)]
    [InlineData("apps/frontend", false)]
    [InlineData("apps/a/b/frontend/x/y.ts", false)]
    [InlineData("apps/web/frontender/index.ts", true)]
    [InlineData("./src/../apps/web/frontend/x", false)]
    [InlineData("src\\..\\apps\\web\\Frontend\\x", false)]
    [InlineData("deep/node_modules/left-pad/index.js", false)]
    [InlineData("node_modules", false)]
    [InlineData("/somewhere/else/apps/web/frontend/index.ts", false)]
    [InlineData("/somewhere/else/docs/plan.md", true)]
    public void Restricted_paths_hold_however_they_are_written(string path, bool isAllowed)
    {
        using PersonaScope backend = _personas.Enter(new WorkflowContext(), "backend-engineer");

        Assert.Equal(isAllowed, Allowed(() => backend.EnsurePathAllowed(path)));
        Assert.Equal(isAllowed, Allowed(() => backend.EnsurePathAllowed(Path.Combine(_folder, path.Replace('\\', '/')))));
    }

    [Fact]
    public void A_link_is_judged_by_where_it_leads()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "apps", "web", "frontend"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "apps", "pages"), "web/frontend");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "short"), Path.Combine(_folder, "apps", "pages"));
        using PersonaScope backend = _personas.Enter(new WorkflowContext(), "backend-engineer");

        Assert.False(Allowed(() => backend.EnsurePathAllowed("short/index.ts")));
        Assert.True(Allowed(() => backend.EnsurePathAllowed("apps/web/backend/index.ts")));
    }

    [Theory]
    [InlineData("backend-engineer", "github", true)]
    [InlineData("backend-engineer", "grafana", false)]
    [InlineData("devops-engineer", "Grafana", true)]
    [InlineData("devops-engineer", null, true)]
    public void Only_allowed_servers_are_used(string persona, string? server, bool isAllowed)
    {
        using PersonaScope scope = _personas.Enter(new WorkflowContext(), persona);

        Assert.Equal(isAllowed, Allowed(() => scope.EnsureToolAllowed("query", server)));
    }

    [Fact]
    public void Variables_follow_the_block_list_and_then_the_allow_list()
    {
        using PersonaScope backend = _personas.Enter(new WorkflowContext(), "backend-engineer");
        using PersonaScope frontend = _personas.Enter(new WorkflowContext(), "frontend-engineer");

        Assert.True(Allowed(() => backend.ReadEnvironment("GITHUB_TOKEN")));
        Assert.False(Allowed(() => backend.ReadEnvironment("AWS_SECRET_ACCESS_KEY")));
        Assert.False(Allowed(() => backend.ReadEnvironment("HOME")));
        Assert.False(Allowed(() => frontend.ReadEnvironment("GITHUB_TOKEN")));
    }

    [Fact]
    public void Acts_that_need_a_person_are_refused_as_tools()
    {
        using PersonaScope backend = _personas.Enter(new WorkflowContext(), "backend-engineer");

        Assert.True(backend.NeedsApproval("file_delete"));
        Assert.False(backend.NeedsApproval("file_read"));
        Assert.Equal("approval", Assert.Throws<PersonaDeniedException>(() => backend.EnsureToolAllowed("file_delete", "github")).Kind);
    }

    [Fact]
    public void A_persona_that_nobody_defined_has_no_rights_inside_a_scope()
    {
        using PersonaScope scope = _personas.Enter(new WorkflowContext(), "backend-engineer");
        WorkflowContext ghost = scope.Context.WithPersona("ghost");

        Assert.False(ghost.PersonaPolicy!.AllowsTool(ghost, "search", null));
        Assert.Equal("ghost", Assert.Throws<PersonaDeniedException>(() => ghost.PersonaPolicy.EnsureToolAllowed(ghost, "search", null)).Persona);
    }

    [Fact]
    public async Task A_refusal_is_an_error_that_is_told_audited_counted_and_logged_and_not_retried()
    {
        var counted = new List<string>();
        using var meters = new MeterListener { InstrumentPublished = EnableDenials };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add(string.Join(',', tags.ToArray().Select(tag => $"{tag.Value}")));
            }
        });
        meters.Start();
        using PersonaScope scope = _personas.Enter(new WorkflowContext { WorkflowId = "w-guard" }, "testing-specialist");
        int attempts = 0;
        Primitive<int, int> step = Workflow.Step("Touch", (int n) =>
        {
            attempts++;
            scope.EnsurePathAllowed(".github/workflows/release.yml");
            return n;
        }).WithRetry(3);

        PersonaDeniedException denied = await Assert.ThrowsAsync<PersonaDeniedException>(async () => await step.ExecuteAsync(1, scope.Context));

        Assert.Equal((1, "persona_denied", "path"), (attempts, denied.ErrorType, denied.Kind));
        Assert.Contains(".github/workflows/**", denied.Message, StringComparison.Ordinal);
        PersonaDenial denial = Assert.Single(_personas.Denials);
        Assert.Equal(("tta-testing-specialist", ".github/workflows/release.yml", "w-guard"), (denial.Persona, denial.Target, denial.WorkflowId));
        Assert.Contains(_log.Lines, line => line.StartsWith("Warning persona tta-testing-specialist stays away", StringComparison.Ordinal));
        lock (counted)
        {
            Assert.Contains("tta-testing-specialist,path", counted);
        }
    }

    private static void EnableDenials(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "persona.denials")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static bool Allowed(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (PersonaDeniedException)
        {
            return false;
        }
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {formatter(state, exception)}");
    }
}
