using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// A condition of a query engine. It may let pass what the engine will refuse, never the other way round: numbers compare across types, and a field
/// that is not in columns passes.
/// </summary>
internal sealed class FieldTest : SpanTest
{
    private readonly SpanField _field;
    private readonly ValueTest _values;
    private readonly byte[] _key;

    public FieldTest(SpanCondition condition)
    {
        _field = condition.Field;
        _values = new ValueTest(condition);
        _key = Encoding.UTF8.GetBytes(condition.Field.Key);
        bool isIntrinsic = condition.Field.Scope == SpanFieldScope.Intrinsic;
        Default = isIntrinsic ? DefaultOf(condition.Field.Key) : null;
        IsInColumns = !isIntrinsic || Default is not null || condition.Field.Key is "event:name" or "span:traceState" or "instrumentation:name" or "instrumentation:version";
        bool needsKey = condition.Field.Scope is SpanFieldScope.Span or SpanFieldScope.Any or SpanFieldScope.Event or SpanFieldScope.Link;
        Needles = needsKey ? _values.Text is { } text ? [_key, text] : [_key]
            : condition.Field is { Scope: SpanFieldScope.Intrinsic, Key: "span:name" or "span:statusMessage" or "span:traceState" or "event:name" } && _values.Text is { } name ? [name]
            : [];
    }

    public override IReadOnlyList<byte[]> Needles { get; }

    /// <summary>False for what only the decoded span, or the whole trace, tells.</summary>
    public bool IsInColumns { get; }

    /// <summary>The value of a span that does not say one; null when it has none then.</summary>
    public AnyValue? Default { get; }

    public override byte[]? OnlyText => _values.Text;

    public override bool MatchesAbsent => Default is { } value && _values.Matches(value);

    public override bool LooksAt(in SpanColumn column) => _field.Scope switch
    {
        SpanFieldScope.Any or SpanFieldScope.Span => IsAttribute(column, SpanPlace.Span),
        SpanFieldScope.Event => IsAttribute(column, SpanPlace.Event),
        SpanFieldScope.Link => IsAttribute(column, SpanPlace.Link),
        SpanFieldScope.Intrinsic => IntrinsicColumn.Is(column, _field.Key),
        _ => false,
    };

    public override bool Matches(in AnyValue value) => _values.Matches(value);

    public override bool MatchesText(ReadOnlySpan<byte> utf8) => _values.MatchesText(utf8);

    public override bool Matches(Span span)
    {
        if (!IsInColumns)
        {
            return true;
        }

        var values = new HashSet<AnyValue>();
        SpanFieldReader.AddValues(span, _field, values);
        foreach (AnyValue value in values)
        {
            if (_values.Matches(value))
            {
                return true;
            }
        }

        // Lists are looked at by their elements here, and a list without any has none.
        return values.Count == 0 && _values.MatchesList && _field.Scope != SpanFieldScope.Intrinsic;
    }

    public override bool? MatchesIndex(in HeadView part, int row) => _field switch
    {
        { Scope: SpanFieldScope.Resource or SpanFieldScope.Instrumentation } => MatchesScope(part.ScopeOf(row)),
        { Scope: SpanFieldScope.Intrinsic, Key: "span:name" } => _values.Matches(AnyValue.From(part.Operations[part.Columns.Operations[row]].Name)),
        { Scope: SpanFieldScope.Intrinsic, Key: "span:kind" } =>
            _values.Matches(AnyValue.From(SpanFieldReader.KindText(part.Operations[part.Columns.Operations[row]].Kind))),
        { Scope: SpanFieldScope.Intrinsic, Key: "span:status" } =>
            _values.Matches(AnyValue.From(SpanFieldReader.StatusText((SpanStatusCode)part.Columns.Statuses[row]))),
        { Scope: SpanFieldScope.Intrinsic, Key: "instrumentation:name" or "instrumentation:version" } => MatchesScope(part.ScopeOf(row)),
        _ => null,
    };

    public override bool MayMatch(SpanBlock block) => !IsInColumns || base.MayMatch(block);

    public override bool MayMatch(SpanBlock block, int stretch) => !IsInColumns || base.MayMatch(block, stretch);

    public override bool MayMatch(SpanGroup group) => !IsInColumns || base.MayMatch(group);

    public override void Restrict(SpanGroup group, bool[] mask)
    {
        if (IsInColumns)
        {
            base.Restrict(group, mask);
        }
    }

    protected override bool CheckScope(StoredScope scope) => _field switch
    {
        { Scope: SpanFieldScope.Any or SpanFieldScope.Resource } => Holds(scope.Resource.Attributes),
        { Scope: SpanFieldScope.Instrumentation } => Holds(scope.Scope.Attributes),
        { Scope: SpanFieldScope.Intrinsic, Key: "instrumentation:name" } => _values.Matches(AnyValue.From(scope.Scope.Name)),
        { Scope: SpanFieldScope.Intrinsic, Key: "instrumentation:version" } => _values.Matches(AnyValue.From(scope.Scope.Version)),
        _ => !IsInColumns,
    };

    /// <summary>The value of a span that does not say it; null for fields that a span may lack.</summary>
    private static AnyValue? DefaultOf(string key) => key switch
    {
        "span:name" or "span:statusMessage" => AnyValue.From(""),
        "span:kind" => AnyValue.From(SpanFieldReader.KindText(SpanKind.Unspecified)),
        "span:status" => AnyValue.From(SpanFieldReader.StatusText(SpanStatusCode.Unset)),
        _ => null,
    };

    private bool IsAttribute(in SpanColumn column, SpanPlace place) =>
        column.Place == place && column.Role == ColumnRole.Attribute && column.Key.Span.SequenceEqual(_key);

    private bool Holds(IReadOnlyList<KeyValue> attributes)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (string.Equals(attributes[i].Key, _field.Key, StringComparison.Ordinal) && _values.Matches(attributes[i].Value))
            {
                return true;
            }
        }

        return false;
    }
}
