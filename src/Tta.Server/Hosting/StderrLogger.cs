using System.Globalization;
using Tta.Server.Redaction;

namespace Tta.Server.Hosting;

/// <summary>Writes log lines to standard error: time, level, category, event id, message; without secrets. Thread-safe.</summary>
internal sealed class StderrLogger(LogLevel minimum, TimeProvider time, IntakeRedactor? redactor, TextWriter? target = null) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName)
    {
        string name = categoryName[(categoryName.LastIndexOf('.') + 1)..];
        bool own = categoryName.StartsWith("Tta.", StringComparison.Ordinal);
        return new Category(name, own ? minimum : LogLevel.Error, time, redactor, target ?? Console.Error);
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("log lines go to standard error only");

    public void Dispose()
    {
    }

    private sealed class Category(string name, LogLevel minimum, TimeProvider time, IntakeRedactor? redactor, TextWriter target) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(level))
            {
                return;
            }

            string when = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            string line = $"{when} {Text(level)} {name} {id.Name ?? id.Id.ToString(CultureInfo.InvariantCulture)}: {formatter(state, exception)}";
            string text = exception is null ? line : $"{line}\n{exception}";
            target.WriteLine(redactor?.Text(text) ?? text);
        }

        private static string Text(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
    }
}
