using System.Text.Json;
using Tta.Agent.Forwarding;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.Server.Collection;
using Tta.Server.Forwarding;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Server.SelfMetrics;
using Tta.Storage;

namespace Tta.Server.Health;

/// <summary>What runs and how it is, for the status page and <c>tta status</c>.</summary>
internal sealed class StatusApi(Composition composition) : Api
{
    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/tta/v1/status", AnswerAsync);

    private Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, ServerHost.Version);
        writer.WriteNumber("startedAtMs"u8, composition.StartedAt.ToUnixTimeMilliseconds());
        writer.WriteString("dataDirectory"u8, composition.Options.DataDirectory);
        writer.WriteStartObject("langfuse"u8);
        writer.WriteString("publicKey"u8, composition.Keys.PublicKey);
        writer.WriteString("keysFile"u8, composition.Keys.Path);
        writer.WriteEndObject();
        WriteListeners(writer);
        WriteStores(writer);
        WriteTargets(writer);
        WriteForwarding(writer);
        writer.WriteEndObject();
    });

    private void WriteListeners(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("listeners"u8);
        foreach (Listener listener in composition.Listeners.All)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, listener.Name);
            writer.WriteString("url"u8, listener.Url);
            writer.WriteString("state"u8, listener.State);
            writer.WriteString("problem"u8, listener.Problem);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteStores(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("stores"u8);
        foreach (StoreStatus store in composition.Stores.Statuses)
        {
            writer.WriteStartObject();
            writer.WriteString("signal"u8, StoreMetrics.Text(store.Signal));
            writer.WriteNumber("items"u8, store.ItemCount);
            writer.WriteNumber("series"u8, store.SeriesCount);
            writer.WriteNumber("walBytes"u8, store.WalBytes);
            writer.WriteNumber("diskBytes"u8, store.WalBytes + store.BlockBytes + store.ScratchBytes);
            writer.WriteStartArray("warnings"u8);
            foreach (string warning in store.Warnings)
            {
                writer.WriteStringValue(warning);
            }

            writer.WriteEndArray();
            writer.WriteString("unavailable"u8, store.UnavailableReason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteForwarding(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("forwarding"u8);
        if (composition.LangfuseForwarding is { } forwarding)
        {
            ForwardQueueStatus queue = forwarding.Queue;
            ForwarderStatus sent = forwarding.Status;
            writer.WriteStartObject();
            writer.WriteString("receiver"u8, LangfuseForwarding.Name);
            writer.WriteString("url"u8, forwarding.Url.ToString());
            writer.WriteNumber("waiting"u8, queue.WaitingCount);
            writer.WriteNumber("waitingBytes"u8, queue.WaitingBytes);
            writer.WriteNumber("oldestSeconds"u8, ForwardMetrics.AgeSeconds(queue, composition.Options.TimeProvider));
            writer.WriteNumber("sent"u8, sent.SentCount);
            writer.WriteNumber("refused"u8, sent.RefusedCount);
            writer.WriteNumber("dropped"u8, queue.DroppedCount + queue.NotTakenCount);
            writer.WriteNumber("lastSentAtMs"u8, sent.LastSentAt?.ToUnixTimeMilliseconds() ?? 0);
            writer.WriteString("lastError"u8, queue.UnavailableReason ?? sent.LastError);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteTargets(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("targets"u8);
        foreach (TargetStatus target in composition.ScrapePools.SelectMany(pool => pool.Targets))
        {
            writer.WriteStartObject();
            writer.WriteString("job"u8, target.JobName);
            writer.WriteString("url"u8, composition.Plain(target.Target.Url.ToString()));
            writer.WriteString("health"u8, TargetsApi.Text(target.Health));
            writer.WriteString("lastError"u8, composition.Plain(target.LastError));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
