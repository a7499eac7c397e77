using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tta.Observability.Tests.Fakes;

/// <summary>
/// A program under telemetry: its own session, environment, activity source and meter, so that tests can run side by side.
/// </summary>
internal sealed class ObservedProgram : IAsyncDisposable
{
    public ObservedProgram(Action<TtaObservabilityOptions>? configure = null, params (string Name, string Value)[] environment)
    {
        string name = "test-" + Guid.NewGuid().ToString("N");
        Source = new ActivitySource(name);
        Meter = new Meter(name);
        var options = new TtaObservabilityOptions
        {
            ServiceName = "observed",
            Workspace = "tests",
            Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal),
            EnablePrometheus = false,
            RuntimeMetrics = false,
            HttpClientMetrics = false,
            ProblemOutput = null,
            ModelCalls = { Enabled = environment.Any(variable => variable.Name == "LANGFUSE_HOST") },
            ShutdownTimeout = Patience.Long,
            // Sent by flushing only.
            MetricExportInterval = TimeSpan.FromHours(1),
        };
        options.ActivitySources.Add(name);
        options.Meters.Add(name);
        configure?.Invoke(options);
        options.ModelCalls.Enabled |= options.ModelCalls.Host is not null;
        Session = ObservabilitySession.Start(options);
    }

    public ObservabilitySession Session { get; }

    public ActivitySource Source { get; }

    public Meter Meter { get; }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        Meter.Dispose();
        Source.Dispose();
    }
}
