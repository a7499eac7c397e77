using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tta.Observability;

/// <summary>Gives loggers whose records are exported by OTLP. Filtered in configuration as <c>OpenTelemetry</c>.</summary>
[ProviderAlias("OpenTelemetry")]
internal sealed class TtaLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly ILoggerProvider? _inner;
    private readonly RedactingScopes _scopes;

    // inner is the SDK's provider, owned by the session; null when logs are off.
    public TtaLoggerProvider(ILoggerProvider? inner, Redactor redactor)
    {
        _inner = inner;
        _scopes = new RedactingScopes(redactor);
        (inner as ISupportExternalScope)?.SetScopeProvider(_scopes);
    }

    public ILogger CreateLogger(string categoryName) => _inner?.CreateLogger(categoryName) ?? NullLogger.Instance;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes.Add(scopeProvider);

    public void Dispose()
    {
        // The session ends the provider behind; logger factories come and go before it.
    }
}
