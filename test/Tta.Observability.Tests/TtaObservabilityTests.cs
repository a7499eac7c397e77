using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;
using Tta.Primitives;

namespace Tta.Observability.Tests;

/// <summary>The one session of the process; tests of this class run one after the other.</summary>
[Collection(nameof(Alone))]
public sealed class TtaObservabilityTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> s_nothingLeaves = new(StringComparer.Ordinal)
    {
        ["OTEL_TRACES_EXPORTER"] = "none",
        ["OTEL_METRICS_EXPORTER"] = "none",
        ["OTEL_LOGS_EXPORTER"] = "none",
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await TtaObservability.ShutdownAsync();

    [Fact]
    public async Task A_session_starts_and_ends()
    {
        Assert.False(TtaObservability.IsEnabled);
        Assert.True(await TtaObservability.FlushAsync());

        await using (ObservabilitySession session = Start("first"))
        {
            Assert.True(TtaObservability.IsEnabled);
            Assert.Same(session, TtaObservability.Current);
            Assert.Equal("first", session.ServiceName);
            Assert.Same(session.LoggerFactory, TtaLogging.LoggerFactory);
        }

        Assert.False(TtaObservability.IsEnabled);
        Assert.Null(TtaObservability.Current);
        Assert.NotNull(Start("second"));
        Assert.Equal("second", TtaObservability.Current!.ServiceName);
    }

    [Fact]
    public void A_second_start_keeps_the_first_settings_and_says_so()
    {
        ObservabilitySession first = Start("first");
        ObservabilitySession second = Start("second");

        Assert.Same(first, second);
        Assert.Equal("first", TtaObservability.Current!.ServiceName);
        ObservabilityProblem problem = Assert.Single(TtaObservability.Problems);
        Assert.Equal("initialized-twice", problem.Code);
        Assert.Contains("service.name=first (not second)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_start_with_the_same_settings_is_no_problem()
    {
        Start("same");
        Start("same");

        Assert.Empty(TtaObservability.Problems);
    }

    [Fact]
    public void A_blank_name_is_refused() => Assert.Throws<ArgumentException>(() => TtaObservability.Initialize(" "));

    [Fact]
    public async Task A_host_gets_telemetry_with_its_loggers_and_its_end()
    {
        await using var receiver = new FakeReceiver();
        var services = new ServiceCollection();
        services.AddTtaObservability(options => Configure(options, "hosted", receiver)).AddTtaObservability();
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            ILogger logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Hosted");
            Assert.True(TtaObservability.IsEnabled);
            using (logger.BeginScope(new Dictionary<string, object> { ["request"] = "r-17" }))
            {
                logger.LogWarning("from the host");
            }
        }

        Assert.False(TtaObservability.IsEnabled);
        ReceivedRequest logs = await receiver.WaitForAsync(request => request.Path == "/v1/logs");
        Assert.True(logs.Holds("from the host"));
        Assert.True(logs.Holds("r-17"));
    }

    [Fact]
    public async Task A_logger_factory_of_the_program_exports_too()
    {
        await using var receiver = new FakeReceiver();
        TtaObservability.Initialize(options => Configure(options, "own-factory", receiver));
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddTtaObservability());
        factory.CreateLogger("Own").LogWarning("from my factory");

        Assert.True(await TtaObservability.FlushAsync());
        await receiver.WaitForAsync(request => request.Path == "/v1/logs" && request.Holds("from my factory"));
    }

    [Fact]
    public async Task A_workflow_reports_itself_and_its_logs_name_the_persona()
    {
        await using var receiver = new FakeReceiver();
        TtaObservability.Initialize(options => Configure(options, "workflows", receiver));
        ILogger logger = TtaObservability.LoggerFactory.CreateLogger("Step");
        Primitive<int, int> step = Workflow.Step("Double", (int n) =>
        {
            logger.LogWarning("inside the step");
            return n * 2;
        });

        Assert.Equal(42, await step.ExecuteAsync(21, new WorkflowContext { Persona = "tta-backend-engineer" }));
        Assert.True(await TtaObservability.FlushAsync(Patience.Long));

        Assert.True((await receiver.WaitForAsync(request => request.Path == "/v1/traces")).Holds("primitive.Double"));
        Assert.True((await receiver.WaitForAsync(request => request.Path == "/v1/logs" && request.Holds("inside the step"))).Holds("tta-backend-engineer"));
        Assert.True((await receiver.WaitForAsync(request => request.Path == "/v1/metrics")).Holds("primitive.execution.duration"));
    }

    private static ObservabilitySession Start(string name) => TtaObservability.Initialize(name, options =>
    {
        options.Environment = s_nothingLeaves;
        options.EnablePrometheus = false;
        options.ModelCalls.Enabled = false;
        options.ProblemOutput = null;
    });

    private static void Configure(TtaObservabilityOptions options, string name, FakeReceiver receiver)
    {
        options.ServiceName = name;
        options.Environment = new Dictionary<string, string>();
        options.OtlpEndpoint = receiver.Address;
        options.ShutdownTimeout = Patience.Long;
        options.EnablePrometheus = false;
        options.ModelCalls.Enabled = false;
        options.ProblemOutput = null;
    }
}
