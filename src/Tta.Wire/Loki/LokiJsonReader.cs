// Spec: Loki HTTP API, POST /loki/api/v1/push with application/json.
using System.Buffers.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Json;
using Tta.Wire.Logs;

namespace Tta.Wire.Loki;

/// <summary>Reads JSON pushes in one walk (labels are looked up first where they follow their values). Reused; not thread-safe.</summary>
internal sealed class LokiJsonReader
{
    private static readonly LogBatch s_noBatch = new();

    private readonly LogEntryWriter _writer = new();
    private Rejections _rejections;
    private Limits _limits = new();
    private LogBatch _into = s_noBatch;
    private string? _problem;

    public DecodeResult Run(ReadOnlySpan<byte> body, Limits limits, LogBatch into)
    {
        (_rejections, _limits, _into, _problem) = (default, limits, into, null);
        (int arena, int streams, int entries) = (into.Arena.Length, into.Streams.Count, into.Entries.Count);
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });
        bool ok;
        try
        {
            ok = json.Read() && (json.TokenType == JsonTokenType.StartObject || Problem("expected a JSON object")) && ReadRequest(ref json) && !json.Read();
        }
        catch (JsonException e)
        {
            ok = Problem($"malformed JSON: {e.Message}");
        }

        _into = s_noBatch;
        if (ok)
        {
            return DecodeResult.Of(into.Entries.Count - entries, _rejections);
        }

        into.Arena.TruncateTo(arena);
        into.Streams.TruncateTo(streams);
        into.Entries.TruncateTo(entries);
        return DecodeResult.Failed(new WireError(RejectReason.Malformed, (int)json.TokenStartIndex, _problem ?? "unexpected end of the body"));
    }

    private bool ReadRequest(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            bool isStreams = json.ValueTextEquals("streams"u8);
            json.Read();
            if (!isStreams)
            {
                json.Skip();
                continue;
            }

            if (json.TokenType != JsonTokenType.StartArray)
            {
                return Problem("\"streams\" must be an array");
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject || !ReadStream(ref json))
                {
                    return Problem("a stream must be an object");
                }
            }
        }

        return true;
    }

    private bool ReadStream(ref Utf8JsonReader json)
    {
        Utf8JsonReader ahead = json;
        if (!ReadLabels(ref ahead))
        {
            return false;
        }

        int stream = _writer.AddStream(_into);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            bool isValues = json.ValueTextEquals("values"u8);
            json.Read();
            if (!isValues)
            {
                json.Skip();
                continue;
            }

            if (json.TokenType != JsonTokenType.StartArray)
            {
                return Problem("\"values\" must be an array");
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (!ReadEntry(ref json, stream))
                {
                    return Problem("a value must be an array of a timestamp as text, a line and perhaps an object of texts");
                }
            }
        }

        return true;
    }

    private bool ReadLabels(ref Utf8JsonReader json)
    {
        _writer.Stream.Clear();
        _writer.Metadata.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            bool isStream = json.ValueTextEquals("stream"u8);
            json.Read();
            if (!isStream)
            {
                json.Skip();
            }
            else if (!ReadPairs(ref json, _writer.Stream))
            {
                return Problem("\"stream\" must be an object of texts");
            }
        }

        return _writer.Stream.Count > 0 || Problem(LokiErrors.NoLabels);
    }

    private static bool ReadPairs(ref Utf8JsonReader json, Bytes.LabelCollector into)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            ByteSlice name = JsonText.Add(into.Bytes, json);
            json.Read();
            if (json.TokenType != JsonTokenType.String)
            {
                return false;
            }

            into.Add(name, JsonText.Add(into.Bytes, json), default, layer: 0);
        }

        return true;
    }

    private bool ReadEntry(ref Utf8JsonReader json, int stream)
    {
        int offset = (int)json.TokenStartIndex;
        if (json.TokenType != JsonTokenType.StartArray || !json.Read() || json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        if (!Utf8Parser.TryParse(json.ValueSpan, out long timeNs, out int used) || used != json.ValueSpan.Length)
        {
            return Problem("a timestamp must be nanoseconds since 1970 as text");
        }

        if (!json.Read() || json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        _writer.Metadata.Clear();
        ByteSlice line = JsonText.Add(_into.Arena, json);
        json.Read();
        if (json.TokenType != JsonTokenType.EndArray && !(ReadPairs(ref json, _writer.Metadata) && json.Read() && json.TokenType == JsonTokenType.EndArray))
        {
            return false;
        }

        _writer.AddEntry(_into, stream, timeNs, line, 0, _limits, offset, ref _rejections);
        return true;
    }

    // The innermost problem is the one to tell.
    private bool Problem(string text)
    {
        _problem ??= text;
        return false;
    }
}
