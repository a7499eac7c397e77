// Spec: Langfuse public API, POST /ingestion: {batch: [{id, type, timestamp, body}]}.
using System.Text;
using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>A batch of ingestion events: what they say, and what became of each. Not thread-safe.</summary>
public sealed class LangfuseIngestion
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<Outcome> _outcomes = [];

    /// <summary>What the events say.</summary>
    public LlmBatch Reports { get; private set; } = new();

    /// <summary>One per event, in the order sent.</summary>
    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>Decodes a body into an empty batch. An event that is refused leaves its neighbours alone.</summary>
    public static DecodeResult Decode(ReadOnlySpan<byte> body, Limits limits, IScoreRules? rules, LangfuseIngestion into)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            return DecodeResult.Failed(new WireError(RejectReason.Malformed, -1, "the body is empty: expected {\"batch\": [...]}"));
        }

        try
        {
            string text = LoneSurrogates.Mend(Encoding.UTF8.GetString(body));
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("batch", out JsonElement batch)
                || batch.ValueKind != JsonValueKind.Array)
            {
                return DecodeResult.Failed(new WireError(RejectReason.Malformed, -1, "batch: expected an array of events"));
            }

            return into.Read(batch, rules);
        }
        catch (JsonException e)
        {
            return DecodeResult.Failed(new WireError(RejectReason.Malformed, -1, "the body is no JSON: " + e.Message));
        }
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Reports = new LlmBatch();
        _outcomes.Clear();
        _ids.Clear();
    }

    private DecodeResult Read(JsonElement batch, IScoreRules? rules)
    {
        Rejections rejections = default;
        foreach (JsonElement item in batch.EnumerateArray())
        {
            string id = Text(item, "id") ?? "";
            string? problem = Add(item, id, rules);
            _outcomes.Add(new Outcome(id, problem));
            if (problem is not null)
            {
                rejections.Add(RejectReason.Malformed, -1, problem);
            }
        }

        return DecodeResult.Of(_outcomes.Count - rejections.Count, rejections);
    }

    private string? Add(JsonElement item, string id, IScoreRules? rules)
    {
        if (id.Length is 0 or > 800 || id.Contains('\r', StringComparison.Ordinal))
        {
            return "id: expected 1 to 800 characters without a carriage return";
        }

        if (Text(item, "type") is not { } type)
        {
            return "type: required";
        }

        if (EventTime.Parse(Text(item, "timestamp")) is not { } timestampNs)
        {
            return "timestamp: expected an ISO 8601 time";
        }

        // A sender that was not answered in time sends its events again, sometimes beside the first ones.
        return !_ids.Add(id) ? null : LangfuseEvents.AddTo(Reports, new LangfuseEvent
        {
            Id = id,
            Type = type,
            TimestampNs = timestampNs,
            Body = item.TryGetProperty("body", out JsonElement body) ? PlainJson.From(body) : default,
        }, rules);
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What became of one event.</summary>
    /// <param name="EventId">Its id; "" when it had none.</param>
    /// <param name="Problem">Why it was refused, or null.</param>
    public readonly record struct Outcome(string EventId, string? Problem);
}
