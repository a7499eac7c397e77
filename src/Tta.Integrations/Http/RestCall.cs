using System.Diagnostics;

namespace Tta.Integrations;

/// <summary>The span of one request to a service that is not a model. Addresses and names only: never values, filters or content.</summary>
internal sealed class RestCall : IDisposable
{
    private static readonly ActivitySource s_source = new(GenAi.SourceName, GenAi.Version);

    private Activity? _span;

    private RestCall()
    {
    }

    public static RestCall Start(string name, Uri server, params (string Name, object? Value)[] tags)
    {
        RestCall call = new();
        if (s_source.HasListeners())
        {
            SelfDiagnostics.Guard("request", () => call.StartSpan(name, server, tags));
        }

        return call;
    }

    public void Set(string name, object? value) => _span?.SetTag(name, value);

    public void Fail(Exception exception)
    {
        if (_span is { } span)
        {
            SelfDiagnostics.Guard("failure", () =>
            {
                span.SetTag(GenAi.ErrorType, ModelCall.ErrorTypeOf(exception));
                span.AddException(exception);
                span.SetStatus(ActivityStatusCode.Error, exception.Message);
            });
        }
    }

    public void Dispose() => SelfDiagnostics.Guard("stop", () => _span?.Dispose());

    private void StartSpan(string name, Uri server, (string Name, object? Value)[] tags)
    {
        _span = s_source.StartActivity(name, ActivityKind.Client);
        if (_span is { IsAllDataRequested: true } span)
        {
            foreach ((string tag, object? value) in tags)
            {
                span.SetTag(tag, value);
            }

            span.SetTag(GenAi.ServerAddress, server.Host);
            span.SetTag(GenAi.ServerPort, server.Port);
            WorkflowTags.AddTo(span);
        }
    }
}
