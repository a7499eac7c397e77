using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tta.Primitives.Tests.Recording;

/// <summary>Keeps what the library logs while it lives.</summary>
internal sealed class LogRecorder : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public LogRecorder() => TtaLogging.LoggerFactory = this;

    public string[] Lines => [.. _lines];

    /// <summary>When set, logging fails.</summary>
    public bool IsBroken { get; set; }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("the log is broken");
        }

        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }

    public void Dispose() => TtaLogging.LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
}
