using Microsoft.Extensions.Logging.Abstractions;
using Tta.Server.Ingest;
using Tta.Server.SelfMetrics;
using Tta.TestKit;

namespace Tta.Server.Tests.Ingest;

public sealed class IngestRatesTests
{
    [Fact]
    public void Rates_CoverTheLastTenSeconds()
    {
        var time = new ManualTimeProvider();
        var meter = new IngestMeter(new ServerMetrics(time), new RejectionLog(NullLogger<RejectionLog>.Instance, time));
        var rates = new IngestRates(meter, time);
        Assert.Equal(0, rates.SpansPerSecond);
        for (int second = 0; second < 20; second++)
        {
            rates.Take();
            meter.Accepted(IngestSignal.Traces, "otlp_grpc", second < 10 ? 1_000 : 50);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(50, rates.SpansPerSecond, precision: 6);
        Assert.Equal(0, rates.LogLinesPerSecond);
    }
}
