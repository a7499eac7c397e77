using System.Text;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;

namespace Tta.Server.Tests.Live;

public sealed class LiveApiTests
{
    [Fact]
    public async Task Totals_come_at_once_and_then_on_change_at_most_once_a_second()
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        await using RunningServer server = await RunningServer.StartAsync(o => o with
        {
            TimeProvider = time,
            ScrapeInterval = TimeSpan.FromDays(1), // A scrape would be a change, too,
            SpanMetrics = null, // and so would the metrics made from spans.
        });
        using HttpResponseMessage response = await server.Client.GetAsync(server.Url("ui", "/api/tta/v1/live"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: ingest\ndata: {\"spans\":0,\"samples\":0,\"logs\":0,\"llmCalls\":0}\n", await ReadEventAsync(reader));

        await OtlpHttpTests.AcceptAsync(server, "/v1/traces", OtlpBodies.TracesJson("shop", "00000000000000aa", "00000000000000bb"));
        Task<string> next = ReadEventAsync(reader);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("event: ingest\ndata: {\"spans\":2,\"samples\":0,\"logs\":0,\"llmCalls\":0}\n", await next);

        // Nothing changes: the next thing to come is the heartbeat, a comment.
        next = ReadEventAsync(reader);
        for (int second = 0; second < 15 && !next.IsCompleted; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(":\n", await next);
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_stop()
    {
        RunningServer server = await RunningServer.StartAsync();
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(server.Url("ui", "/api/tta/v1/live"), HttpCompletionOption.ResponseHeadersRead);
        Task stopped = server.DisposeAsync().AsTask();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadToEndAsync();
        await stopped;
    }

    private static async Task<string> ReadEventAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
