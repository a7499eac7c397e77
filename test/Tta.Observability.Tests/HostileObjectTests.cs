using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

/// <summary>Objects of the application that throw when they are looked at. Telemetry goes on, and so does the application.</summary>
public sealed class HostileObjectTests
{
    [Fact]
    public async Task Nothing_that_throws_when_read_reaches_the_application_or_stops_telemetry()
    {
        await using var collector = new FakeReceiver();
        await using var langfuse = new FakeReceiver();
        await using var program = new ObservedProgram(options =>
        {
            options.OtlpEndpoint = collector.Address;
            options.ModelCalls.Host = langfuse.Address;
        });
        ILogger logger = program.Session.LoggerFactory.CreateLogger("Hostile");

        using (Activity span = program.Source.StartActivity("hostile-span")!)
        {
            span.SetTag("bomb", new Bomb()).SetTag("bombs", new[] { new Bomb() });
            span.AddEvent(new ActivityEvent("event", tags: new() { ["bomb"] = new Bomb() }));
            using (logger.BeginScope(new ThrowingScope()))
            {
                logger.LogWarning(new ThrowingException(), "hostile log");
                logger.LogWarning("log with {Bomb}", new { Harmless = 1 });
            }
        }

        using (Activity call = program.Source.StartActivity("chat hostile", ActivityKind.Client)!)
        {
            call.SetTag("gen_ai.operation.name", "chat").SetTag("bomb", new Bomb());
        }

        program.Source.StartActivity("calm-span")!.Dispose();
        logger.LogWarning("calm log");
        Assert.True(await program.Session.FlushAsync());

        Assert.Contains(collector.Requests, request => request.Holds("hostile-span"));
        Assert.Contains(collector.Requests, request => request.Holds("calm-span"));
        Assert.Contains(collector.Requests, request => request.Holds("calm log"));
        Assert.Contains(langfuse.Requests, request => request.Holds("chat hostile"));
        Assert.Empty(program.Session.Problems);
    }

    private sealed class Bomb
    {
        public override string ToString() => throw new InvalidOperationException("boom");
    }

    private sealed class ThrowingException : Exception
    {
        public override string ToString() => throw new InvalidOperationException("boom");
    }

    private sealed class ThrowingScope : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => throw new InvalidOperationException("boom");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
