using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>A tag of a search: it holds if an attribute of the span, its resource, scope, events or links has its name and value.</summary>
internal sealed class TagTest : SpanTest
{
    private readonly TagCondition _condition;
    private readonly string? _resourceKey;
    private readonly byte[] _key;
    private readonly byte[]? _text; // When only text can match.

    public TagTest(TagCondition condition)
    {
        _condition = condition;
        _resourceKey = JaegerTag.ResourceKey(condition.Key);
        _key = Encoding.UTF8.GetBytes(condition.Key);
        _text = condition.AnyType || condition.Value.Kind == AnyValueKind.String ? Encoding.UTF8.GetBytes(condition.Value.ToText()) : null;
        Needles = _text is not null && !condition.AnyType ? [_key, _text] : [_key];
    }

    public override IReadOnlyList<byte[]> Needles { get; }

    public override byte[]? OnlyText => _text;

    public override bool LooksAt(in SpanColumn column) => column.Role == ColumnRole.Attribute && column.Key.Span.SequenceEqual(_key);

    public override bool Matches(in AnyValue value) => _condition.Matches(value);

    public override bool MatchesText(ReadOnlySpan<byte> utf8) => _text is not null && utf8.SequenceEqual(_text);

    public override bool Matches(Span span)
    {
        if (Holds(span.Attributes) || HoldsFor(span.Resource, span.Scope))
        {
            return true;
        }

        foreach (SpanEvent each in span.Events)
        {
            if (Holds(each.Attributes))
            {
                return true;
            }
        }

        foreach (SpanLink each in span.Links)
        {
            if (Holds(each.Attributes))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool CheckScope(StoredScope scope) => HoldsFor(scope.Resource, scope.Scope);

    private bool HoldsFor(Resource resource, Scope scope) => Holds(resource.Attributes)
        || Holds(scope.Attributes)
        || (_resourceKey is not null && Holds(resource.Attributes, _resourceKey))
        || (JaegerTag.IsScopeName(_condition.Key) && _condition.Matches(AnyValue.From(scope.Name)))
        || (JaegerTag.IsScopeVersion(_condition.Key) && _condition.Matches(AnyValue.From(scope.Version)));

    private bool Holds(IReadOnlyList<KeyValue> attributes) => Holds(attributes, _condition.Key);

    private bool Holds(IReadOnlyList<KeyValue> attributes, string key)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (string.Equals(attributes[i].Key, key, StringComparison.Ordinal) && _condition.Matches(attributes[i].Value))
            {
                return true;
            }
        }

        return false;
    }
}
