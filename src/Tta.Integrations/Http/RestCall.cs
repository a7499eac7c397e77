using System.Diagnostics;

namespace Tta.Integrations;

/// <summary>The span of one request to a service that is not a model. Addresses and names only: never values, filters or content.</summary>
internal sealed class RestCall : IDisposable
{
    private static readonly ActivitySource s_source = new(GenAi.SourceName, ModelCall.Version);

    private readonly Activity? _span;

    private RestCall(Activity? span) => _span = span;

    public static RestCall Start(string name, Uri server, params ReadOnlySpan<(string Name, object? Value)> tags)
    {
        Activity? span = s_source.StartActivity(name, ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            foreach ((string tag, object? value) in tags)
            {
                span.SetTag(tag, value);
            }

            span.SetTag(GenAi.ServerAddress, server.Host);
            span.SetTag(GenAi.ServerPort, server.Port);
            WorkflowTags.AddTo(span);
        }

        return new RestCall(span);
    }

    public void Set(string name, object? value) => _span?.SetTag(name, value);

    public void Fail(Exception exception)
    {
        if (_span is not null)
        {
            _span.SetTag(GenAi.ErrorType, ModelCall.ErrorTypeOf(exception));
            _span.AddException(exception);
            _span.SetStatus(ActivityStatusCode.Error, exception.Message);
        }
    }

    public void Dispose() => _span?.Dispose();
}
