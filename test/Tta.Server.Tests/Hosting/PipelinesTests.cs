using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Langfuse;
using Tta.Server.Langfuse.Media;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Tests.Hosting;

public sealed class PipelinesTests
{
    [Theory]
    [InlineData(true, StatusCodes.Status200OK)]
    [InlineData(false, StatusCodes.Status499ClientClosedRequest)]
    public async Task A_client_that_leaves_is_no_failure_also_in_the_middle_of_the_answer(bool hasStarted, int expected)
    {
        string directory = Directory.CreateTempSubdirectory("tta-pipelines-").FullName;
        var keys = ProjectKeys.LoadOrCreate(directory, static _ => null);
        Directory.Delete(directory, recursive: true);
        var options = new ServerOptions { DataDirectory = directory, AnyPorts = true };
        using Listeners listeners = Listeners.Bind([new DeafClientApi()], options);
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddRouting()
            .AddSingleton(new System.Diagnostics.DiagnosticListener("test")).BuildServiceProvider();
        var guard = new RequestGuard(options, new LangfuseAccess(keys), new MediaLinks(TimeProvider.System));
        var pipelines = new Pipelines(
            listeners, guard, new BodyBudget(1000), redactor: null, new ServerMetrics(TimeProvider.System), services, NullLogger.Instance);
        var response = new Answer { HasStarted = hasStarted };
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = new CancellationToken(canceled: true) };
        context.Features.Set<IHttpResponseFeature>(response);
        context.Connection.LocalPort = listeners.All[0].Port;
        context.Request.Method = "GET";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/download";
        await pipelines.RunAsync(context);
        Assert.Equal(expected, response.StatusCode);
    }

    private sealed class DeafClientApi : Api
    {
        public override string Name => "deaf";

        public override int DefaultPort => 1;

        public override string? UiPrefix => null;

        public override void Map(IEndpointRouteBuilder routes) =>
            routes.Map("/download", static context => throw new OperationCanceledException(context.RequestAborted));
    }

    /// <summary>Its status can be set until it has started, as in Kestrel.</summary>
    private sealed class Answer : HttpResponseFeature, IHttpResponseFeature
    {
        private int _status = StatusCodes.Status200OK;

        public new bool HasStarted { get; init; }

        public new int StatusCode
        {
            get => _status;
            set => _status = HasStarted ? throw new InvalidOperationException("the answer has started") : value;
        }
    }
}
