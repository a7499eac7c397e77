using System.Text;
using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>
/// Checks the tag conditions of one search. Each must hold somewhere: on the span, its resource, scope, events or links. Most spans
/// are ruled out without decoding, because the key does not occur in their bytes. Used by one search only.
/// </summary>
internal sealed class TagMatcher
{
    private const int MaxConditions = 64;

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
        ulong held = HeldByScope(stored.Scope);
        ReadOnlySpan<byte> message = stored.Message.Span;
        bool all = true;
        for (int i = 0; i < _keys.Length; i++)
        {
            bool isHeld = (held & (1UL << i)) != 0;
            all &= isHeld;
            if (!isHeld && message.IndexOf(_keys[i]) < 0)
            {
                return false;
            }
        }

        return all || MatchesDecoded(stored.Decode(), held);
    }

    private bool MatchesDecoded(Span span, ulong held)
    {
        for (int i = 0; i < _conditions.Count; i++)
        {
            if ((held & (1UL << i)) == 0 && !HoldsOn(span, _conditions[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsOn(Span span, TagCondition condition)
    {
        if (Holds(span.Attributes, condition))
        {
            return true;
        }

        foreach (SpanEvent spanEvent in span.Events)
        {
            if (Holds(spanEvent.Attributes, condition))
            {
                return true;
            }
        }

        foreach (SpanLink link in span.Links)
        {
            if (Holds(link.Attributes, condition))
            {
                return true;
            }
        }

        return false;
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
