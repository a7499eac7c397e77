// Spec: server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html.
using System.Globalization;
using Tta.Server.Hosting;
using Tta.Server.Ingest;

namespace Tta.Server.Live;

/// <summary>Tells the pages that something came in, so that they ask again: totals at most once a second and only on change.</summary>
internal sealed class LiveApi(IngestMeter meter, TimeProvider time, CancellationToken stopping) : Api
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);
    private const int MaxListeners = 100;
    private int _listeners;

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/tta/v1/live", StreamAsync);

    private async Task StreamAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _listeners) > MaxListeners)
        {
            Interlocked.Decrement(ref _listeners);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await SendAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The page is closed or the server stops: both are the ordinary end of the stream.
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        using var timer = new PeriodicTimer(s_period, time);
        IngestTotals sent = meter.Totals;
        long sentAt = time.GetTimestamp();
        await WriteAsync(response, Event(sent), ended.Token);
        while (await timer.WaitForNextTickAsync(ended.Token))
        {
            IngestTotals now = meter.Totals;
            if (now == sent && time.GetElapsedTime(sentAt) < s_heartbeat)
            {
                continue;
            }

            await WriteAsync(response, now == sent ? ":\n\n" : Event(now), ended.Token);
            sent = now;
            sentAt = time.GetTimestamp();
        }
    }

    private static string Event(in IngestTotals totals) => string.Create(
        CultureInfo.InvariantCulture,
        $"event: ingest\ndata: {{\"spans\":{totals.Spans},\"samples\":{totals.Samples},\"logs\":{totals.Logs},\"llmCalls\":{totals.LlmCalls}}}\n\n");

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
