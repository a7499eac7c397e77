using Tta.Server.Ingest;
using Tta.Server.Redaction;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Hosting;

/// <summary>Builds the request pipeline: by port to a listener, on the UI port by prefix to the API of another listener.</summary>
internal sealed class Pipelines
{
    private static readonly string[] s_getAndHead = ["GET", "HEAD"]; // Health checks of containers ask without a body.
    private readonly Listeners _listeners;
    private readonly RequestGuard _guard;
    private readonly BodyBudget _bodies;
    private readonly IntakeRedactor? _redactor;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly List<(PathString Prefix, Listener Target)> _prefixes = [];

    public Pipelines(Listeners listeners, RequestGuard guard, BodyBudget bodies, IntakeRedactor? redactor, ServerMetrics metrics, IServiceProvider services, ILogger logger)
    {
        _listeners = listeners;
        _guard = guard;
        _bodies = bodies;
        _redactor = redactor;
        _metrics = metrics;
        _logger = logger;
        foreach (Listener listener in listeners.All)
        {
            listener.Pipeline = BuildRoutes(listener, services);
            if (listener.Apis[0].UiPrefix is { Length: > 0 } prefix)
            {
                _prefixes.Add((new PathString(prefix), listener));
            }
        }
    }

    public async Task RunAsync(HttpContext context)
    {
        Listener listener = _listeners.ByPort(context.Connection.LocalPort);
        context.Features.Set(_bodies);
        context.Features.Set(_redactor);
        try
        {
            if (await _guard.AdmitsAsync(context, listener))
            {
                if (listener.Apis[0].UiPrefix is "")
                {
                    listener = EnterPrefix(context.Request, listener);
                }

                await listener.Pipeline(context);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more. One that has begun keeps its status.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (BadHttpRequestException e)
        {
            await AnswerFailureAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e)
        {
            _logger.LogError(ServerEvents.RequestFailed, e, "{Method} {Path} on {Listener} failed", context.Request.Method, context.Request.Path, listener.Name);
            await AnswerFailureAsync(context, StatusCodes.Status500InternalServerError, "internal error; the server's log has the details");
        }

        _metrics.Request(listener.Name, context.Response.StatusCode);
    }

    private Listener EnterPrefix(HttpRequest request, Listener listener)
    {
        foreach ((PathString prefix, Listener target) in _prefixes)
        {
            if (request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out PathString rest))
            {
                request.PathBase = request.PathBase.Add(prefix);
                request.Path = rest.HasValue ? rest : new PathString("/");
                return target;
            }
        }

        return listener;
    }

    private static RequestDelegate BuildRoutes(Listener listener, IServiceProvider services)
    {
        var builder = new ApplicationBuilder(services);
        builder.UseRouting();
        builder.UseEndpoints(routes =>
        {
            routes.MapMethods("/-/healthy", s_getAndHead, static context => Text(context, StatusCodes.Status200OK, "tta is healthy.\n"));
            foreach (Api api in listener.Apis)
            {
                api.Map(routes);
            }

            if (!listener.Apis.Any(a => a is Health.AgentApi))
            {
                routes.MapMethods("/-/ready", s_getAndHead, static context => Text(context, StatusCodes.Status200OK, "tta is ready.\n"));
            }
        });
        return builder.Build();
    }

    private static Task Text(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task AnswerFailureAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer is out: only a broken connection tells the client that it is not whole.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await Text(context, status, message + "\n");
    }
}
