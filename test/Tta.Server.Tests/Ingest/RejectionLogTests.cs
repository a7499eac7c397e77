using Microsoft.Extensions.Logging;
using Tta.Model;
using Tta.Server.Ingest;
using Tta.TestKit;

namespace Tta.Server.Tests.Ingest;

public sealed class RejectionLogTests
{
    [Fact]
    public void Only_the_first_of_each_reason_and_protocol_in_a_minute_is_a_line()
    {
        var time = new ManualTimeProvider();
        var logger = new CountingLogger();
        var log = new RejectionLog(logger, time);
        log.Add("traces", "otlp_http", RejectReason.InvalidId, 1, "zero id");
        log.Add("traces", "otlp_http", RejectReason.InvalidId, 5, "zero id");
        Assert.Equal(1, logger.Count);
        log.Add("traces", "otlp_http", RejectReason.TooLarge, 1, "too large");
        log.Add("traces", "otlp_grpc", RejectReason.InvalidId, 1, "zero id");
        Assert.Equal(3, logger.Count);
        time.Advance(TimeSpan.FromSeconds(60));
        log.Add("traces", "otlp_http", RejectReason.InvalidId, 1, "zero id");
        Assert.Equal(4, logger.Count);
    }

    private sealed class CountingLogger : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
