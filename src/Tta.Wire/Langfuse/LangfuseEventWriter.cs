// Spec: Langfuse public API 4.16, POST /ingestion: {batch: [{id, type, timestamp, body}]}. The reverse of LangfuseEvents.
using System.Buffers;
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Writes reports as ingestion events, one line of JSON each: read again they are the same reports, but for what Langfuse has no field for
/// (provider, persona, workspace, marks and the like) and what names things of one server alone (score configurations, annotation queues).
/// Deletions are no events. Thread-safe if the maker of ids is.
/// </summary>
/// <param name="newId">Makes the id of an event, by which a receiver knows its repetition.</param>
/// <param name="maxEventBytes">Events that are larger lose their texts: no receiver would take them.</param>
public sealed class LangfuseEventWriter(Func<Guid> newId, int maxEventBytes)
{
    private long _shortened;

    /// <summary>Events that lost their texts since this was made.</summary>
    public long ShortenedCount => Interlocked.Read(ref _shortened);

    /// <summary>Writes the events of a batch, each with a line feed behind it.</summary>
    /// <returns>How many there are.</returns>
    public int Write(LlmBatch batch, IBufferWriter<byte> target)
    {
        using var json = new EventJson(newId);
        foreach (LlmTraceChange trace in batch.Traces)
        {
            Add(json, target, trace, EventBodies.Write, static (t, note) => t with { InputJson = note, OutputJson = note, MetadataJson = null });
        }

        foreach (LlmObservationChange observation in batch.Observations)
        {
            Add(json, target, observation, EventBodies.Write, static (o, note) => o with
            {
                InputJson = note,
                OutputJson = note,
                MetadataJson = null,
                ModelParametersJson = null,
            });
        }

        foreach (LlmScoreChange score in batch.Scores)
        {
            Add(json, target, score, EventBodies.Write, static (s, note) => s with { Comment = note, MetadataJson = null });
        }

        return batch.Traces.Count + batch.Observations.Count + batch.Scores.Count;
    }

    private void Add<T>(EventJson json, IBufferWriter<byte> target, T report, Action<EventJson, T> write, Func<T, string, T> shorten)
    {
        write(json, report);
        if (json.Event.Length > maxEventBytes)
        {
            Interlocked.Increment(ref _shortened);
            write(json, shorten(report, string.Create(
                CultureInfo.InvariantCulture, $"(left out by tta: the event has {json.Event.Length} bytes, at most {maxEventBytes} are forwarded)")));
        }

        target.Write(json.Event);
        target.Write("\n"u8);
    }
}
