using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tta.Benchmarks;

/// <summary>Records every span and reads every instrument of the libraries, and does nothing with them.</summary>
internal sealed class Listening : IDisposable
{
    private readonly ActivityListener _traces = new()
    {
        ShouldListenTo = static source => IsOurs(source.Name),
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private readonly MeterListener _metrics = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (IsOurs(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        },
    };

    public Listening()
    {
        ActivitySource.AddActivityListener(_traces);
        _metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _metrics.Start();
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static bool IsOurs(string name) => name.StartsWith("Tta.", StringComparison.Ordinal);
}
