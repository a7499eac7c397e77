using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

[Collection(nameof(Alone))]
public sealed class ConsoleExporterTests
{
    [Fact]
    public async Task Spans_and_logs_are_printed_without_secrets()
    {
        var output = new StringWriter();
        string traceId;
        await using (var program = new ObservedProgram(
            options => options.ConsoleOutput = TextWriter.Synchronized(output),
            ("OTEL_TRACES_EXPORTER", "console"), ("OTEL_LOGS_EXPORTER", "console"), ("OTEL_METRICS_EXPORTER", "none")))
        {
            using Activity span = program.Source.StartActivity("printed")!;
            traceId = span.TraceId.ToHexString();
            span.SetTag("key", Canaries.OpenAi).SetTag("pages", 12);
            program.Session.LoggerFactory.CreateLogger("Printer").LogWarning("said {Secret}", Canaries.OpenAi);
            span.Stop();
            Assert.True(await program.Session.FlushAsync());
            Assert.Equal(1, program.Session.Counters.SentCount(ExportSignal.Traces));
        }

        string text = output.ToString();
        Assert.Matches($"(?m)^.* span printed [0-9.]+ms Unset trace={traceId} id=[0-9a-f]{{16}} parent=0{{16}} key=\\[redacted\\] pages=12$", text);
        Assert.Matches($"(?m)^.* log Warning Printer said \\[redacted\\] trace={traceId} span=[0-9a-f]{{16}}$", text);
    }
}
