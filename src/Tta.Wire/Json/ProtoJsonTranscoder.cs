// Spec: opentelemetry-proto docs/specification.md, "JSON Protobuf Encoding": ids are hex, enums are numbers, names are lowerCamelCase,
// unknown fields are ignored. Differences: numbers are taken from text and from JSON numbers alike.
using System.Buffers.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Json;

/// <summary>
/// Turns OTLP/JSON into the same message in protobuf, in one pass, driven by a table of fields. A bad span, log record or metric is
/// left out and counted; anything bad around them makes the whole body unusable.
/// </summary>
internal ref struct ProtoJsonTranscoder(ReadOnlySpan<byte> body, int maxDepth, ByteArena arena)
{
    private readonly ProtoWriter _writer = new(arena);
    private Utf8JsonReader _json = new(
        body.StartsWith("\uFEFF"u8) ? body[3..] : body, new JsonReaderOptions { MaxDepth = maxDepth, CommentHandling = JsonCommentHandling.Disallow });

    private Rejections _rejections;
    private WireError _problem = WireError.None;

    /// <summary>Why <see cref="Run"/> failed.</summary>
    public readonly WireError Error => _problem;

    /// <summary>Items left out.</summary>
    public readonly Rejections Rejections => _rejections;

    /// <summary>Writes the message to the arena. False when the body is unusable; the arena is as before then.</summary>
    public bool Run(ProtoJsonMessage message, out ByteSlice written)
    {
        int start = arena.Length;
        bool ok;
        try
        {
            ok = _json.Read() && (_json.TokenType == JsonTokenType.StartObject || Problem($"expected a JSON object ({message.Name})"))
                && ReadMessage(message) && !_json.Read();
        }
        catch (JsonException e)
        {
            // The one exception on this path: once per body, from a parser that knows no other way.
            ok = Problem($"malformed JSON: {Plain(e.Message)}");
        }

        if (!ok)
        {
            arena.TruncateTo(start);
        }

        written = new ByteSlice(start, arena.Length - start);
        return ok;
    }

    private bool ReadMessage(ProtoJsonMessage message)
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            ProtoJsonField? field = message.Find(ref _json);
            if (field is null && !CheckMisplaced(message))
            {
                return false;
            }

            _json.Read();
            if (field is null)
            {
                _json.Skip();
            }
            else if (_json.TokenType != JsonTokenType.Null && !ReadField(field))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadField(ProtoJsonField field)
    {
        if (!field.IsRepeated)
        {
            return ReadValue(field);
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return Problem($"expected an array in \"{field.Name}\"");
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!(field.Message is { IsItem: true } ? ReadItem(field) : ReadValue(field)))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadItem(ProtoJsonField field)
    {
        int mark = arena.Length;
        int depth = _json.CurrentDepth;
        if (!ReadValue(field))
        {
            arena.TruncateTo(mark);
            _rejections.Add(_problem.Reason, _problem.Offset, _problem.Message);
            _problem = WireError.None;
            while (_json.CurrentDepth > depth || _json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                _json.Read();
            }
        }

        return true;
    }

    private bool ReadValue(ProtoJsonField field)
    {
        switch (field.Kind)
        {
            case ProtoJsonKind.Message:
                return ReadNested(field);
            case ProtoJsonKind.Text:
                return ReadText(field);
            case ProtoJsonKind.Base64:
            case ProtoJsonKind.Hex:
                return ReadBytes(field);
            case ProtoJsonKind.Bool:
                _writer.Varint(field.Number, _json.TokenType == JsonTokenType.True ? 1u : 0u);
                return _json.TokenType is JsonTokenType.True or JsonTokenType.False || Problem($"expected true or false in \"{field.Name}\"");
            default:
                return ReadNumber(field);
        }
    }

    private bool ReadNested(ProtoJsonField field)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Problem($"expected an object in \"{field.Name}\"");
        }

        int start = _writer.Begin(field.Number);
        if (!ReadMessage(field.Message!))
        {
            return false;
        }

        _writer.End(start);
        return true;
    }

    private bool ReadText(ProtoJsonField field)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return Problem($"expected text in \"{field.Name}\"");
        }

        int start = _writer.Begin(field.Number);
        JsonText.Add(arena, _json);
        _writer.End(start);
        return true;
    }

    private bool ReadBytes(ProtoJsonField field)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return Problem($"expected text in \"{field.Name}\"");
        }

        int start = _writer.Begin(field.Number);
        ReadOnlySpan<byte> text = _json.ValueSpan;
        Span<byte> target = arena.Reserve(text.Length);
        int size;
        bool ok;
        if (field.Kind == ProtoJsonKind.Hex)
        {
            ok = Convert.FromHexString(text, target, out _, out size) == System.Buffers.OperationStatus.Done;
        }
        else
        {
            ok = Base64.DecodeFromUtf8(text, target, out int used, out size) == System.Buffers.OperationStatus.Done && used == text.Length;
        }

        if (!ok)
        {
            return field.Kind == ProtoJsonKind.Hex
                ? Problem($"\"{field.Name}\" is not hex digits", RejectReason.InvalidId)
                : Problem($"\"{field.Name}\" is not base64");
        }

        arena.Commit(size);
        _writer.End(start);
        return true;
    }

    private bool ReadNumber(ProtoJsonField field)
    {
        switch (field.Kind)
        {
            case ProtoJsonKind.Float64 when JsonNumber.TryReadDouble(_json, out double number):
                _writer.Double(field.Number, number);
                return true;
            case ProtoJsonKind.Fixed32 when JsonNumber.TryReadUInt64(_json, out ulong number) && number <= uint.MaxValue:
                _writer.Fixed32(field.Number, (uint)number);
                return true;
            case ProtoJsonKind.Fixed64 when JsonNumber.TryReadUInt64(_json, out ulong number):
                _writer.Fixed64(field.Number, number);
                return true;
            case ProtoJsonKind.SFixed64 when JsonNumber.TryReadInt64(_json, out long number):
                _writer.Fixed64(field.Number, (ulong)number);
                return true;
            case ProtoJsonKind.Int when JsonNumber.TryReadInt64(_json, out long number):
                _writer.Varint(field.Number, (ulong)number);
                return true;
            case ProtoJsonKind.ZigZag when JsonNumber.TryReadInt64(_json, out long number):
                _writer.Varint(field.Number, (ulong)((number << 1) ^ (number >> 63)));
                return true;
            default:
                return Problem($"expected a number in \"{field.Name}\"");
        }
    }

    private bool CheckMisplaced(ProtoJsonMessage message)
    {
        foreach ((string name, string text) in message.Misplaced)
        {
            if (_json.ValueTextEquals(name))
            {
                return Problem(text);
            }
        }

        return true;
    }

    private bool Problem(string message, RejectReason reason = RejectReason.Malformed)
    {
        _problem = new WireError(reason, (int)_json.TokenStartIndex, message);
        return false;
    }

    // "... LineNumber: 0 | BytePositionInLine: 5." repeats what the offset says.
    private static string Plain(string message)
    {
        int tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return tail < 0 ? message : message[..tail];
    }
}
