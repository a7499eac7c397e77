// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto (field numbers of Span, Event and Link).
using System.Text;
using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>
/// Checks the tag conditions of one search. Each must hold somewhere: on the span, its resource, scope, events or links. Works on
/// the stored bytes: only the values of a wanted key are decoded. Used by one search only.
/// </summary>
internal sealed class TagMatcher
{
    private const int MaxConditions = 64;
    private const int SpanAttributes = 9;
    private const int SpanEvents = 11;
    private const int SpanLinks = 13;
    private const int EventAttributes = 3;
    private const int LinkAttributes = 4;

    private readonly IReadOnlyList<TagCondition> _conditions;
    private readonly byte[][] _keys;
    private readonly Dictionary<StoredScope, ulong> _heldByScope = [];

    public TagMatcher(IReadOnlyList<TagCondition> conditions)
    {
        if (conditions.Count > MaxConditions)
        {
            throw new LimitExceededException($"the search has {conditions.Count} tags; at most {MaxConditions} are possible");
        }

        _conditions = conditions;
        _keys = new byte[conditions.Count][];
        for (int i = 0; i < _keys.Length; i++)
        {
            _keys[i] = Encoding.UTF8.GetBytes(conditions[i].Key);
        }
    }

    /// <exception cref="InvalidDataException">The stored bytes are damaged.</exception>
    public bool Matches(in StoredSpan stored)
    {
        ulong all = _keys.Length == MaxConditions ? ulong.MaxValue : (1UL << _keys.Length) - 1;
        ulong held = HeldByScope(stored.Scope);
        if (held == all)
        {
            return true;
        }

        ReadOnlySpan<byte> message = stored.Message.Span;
        for (int i = 0; i < _keys.Length; i++)
        {
            if ((held & (1UL << i)) == 0 && message.IndexOf(_keys[i]) < 0)
            {
                return false; // The commonest end: the key occurs nowhere in the span.
            }
        }

        var reader = new ProtoReader(message);
        while (held != all && reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.LengthDelimited || field is not (SpanAttributes or SpanEvents or SpanLinks))
            {
                reader.TrySkip(type);
            }
            else if (reader.TryReadBytes(out ReadOnlySpan<byte> inner))
            {
                held |= field switch
                {
                    SpanAttributes => HeldByAttribute(inner, held),
                    SpanEvents => HeldByAttributesOf(inner, EventAttributes, held),
                    _ => HeldByAttributesOf(inner, LinkAttributes, held),
                };
            }
        }

        return !reader.Failed ? held == all : throw new InvalidDataException($"damaged span message at byte {reader.Position}");
    }

    /// <summary>Conditions that hold by the attributes of an event or link.</summary>
    private ulong HeldByAttributesOf(ReadOnlySpan<byte> message, int attributes, ulong held)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == attributes && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> attribute))
            {
                held |= HeldByAttribute(attribute, held);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return held;
    }

    /// <summary>Conditions, besides those held already, that hold by one KeyValue message.</summary>
    private ulong HeldByAttribute(ReadOnlySpan<byte> message, ulong held)
    {
        ReadOnlySpan<byte> key = default;
        ReadOnlySpan<byte> value = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out key);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out value);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        for (int i = 0; i < _keys.Length; i++)
        {
            if ((held & (1UL << i)) == 0 && key.SequenceEqual(_keys[i]) && _conditions[i].Matches(SpanDecoder.DecodeValue(value)))
            {
                held |= 1UL << i;
            }
        }

        return held;
    }

    private ulong HeldByScope(StoredScope stored)
    {
        if (_heldByScope.TryGetValue(stored, out ulong held))
        {
            return held;
        }

        for (int i = 0; i < _conditions.Count; i++)
        {
            TagCondition condition = _conditions[i];
            bool holds = Holds(stored.Resource.Attributes, condition)
                || Holds(stored.Scope.Attributes, condition)
                || (condition.Key == "otel.scope.name" && condition.Matches(AnyValue.From(stored.Scope.Name)))
                || (condition.Key == "otel.scope.version" && condition.Matches(AnyValue.From(stored.Scope.Version)));
            held |= holds ? 1UL << i : 0;
        }

        _heldByScope.Add(stored, held);
        return held;
    }

    private static bool Holds(IReadOnlyList<KeyValue> attributes, TagCondition condition)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (string.Equals(attributes[i].Key, condition.Key, StringComparison.Ordinal) && condition.Matches(attributes[i].Value))
            {
                return true;
            }
        }

        return false;
    }
}
