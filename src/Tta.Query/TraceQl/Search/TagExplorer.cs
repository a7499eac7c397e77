using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Names and values of fields on the spans that satisfy a filter.</summary>
internal sealed class TagExplorer(ITraceScanSource source, Limits limits)
{
    private static readonly string[] s_intrinsicNames =
    [
        "duration", "event:name", "event:timeSinceStart", "instrumentation:name", "instrumentation:version", "kind", "link:spanID", "link:traceID",
        "name", "rootName", "rootServiceName", "span:childCount", "span:duration", "span:id", "span:kind", "span:name", "span:parentID",
        "span:status", "span:statusMessage", "status", "statusMessage", "trace:duration", "trace:id", "trace:rootName", "trace:rootService",
        "traceDuration",
    ];

    private static readonly TraceQlTagValue[] s_statuses = [Keyword("error"), Keyword("ok"), Keyword("unset")];

    private static readonly TraceQlTagValue[] s_kinds =
    [
        Keyword("client"), Keyword("consumer"), Keyword("internal"), Keyword("producer"), Keyword("server"), Keyword("unspecified"),
    ];

    public async Task<Answer<IReadOnlyList<string>>> NamesAsync(
        SpanFieldScope scope, FieldExpr? filter, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        if (scope == SpanFieldScope.Intrinsic)
        {
            return new Answer<IReadOnlyList<string>>(s_intrinsicNames, []);
        }

        if (filter is null)
        {
            return await source.FieldNamesAsync(scope, startNs, endNs, limit, cancellationToken).ConfigureAwait(false);
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        bool truncated = await VisitAsync(
            filter, null, startNs, endNs, (trace, span) => AddNames(trace[span], scope, names, limit), cancellationToken).ConfigureAwait(false);
        return new Answer<IReadOnlyList<string>>([.. names], [], truncated);
    }

    public async Task<Answer<IReadOnlyList<TraceQlTagValue>>> ValuesAsync(
        TraceField field, FieldExpr? filter, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        switch (field.Intrinsic)
        {
            case Intrinsic.Status:
                return new(s_statuses, []);
            case Intrinsic.Kind:
                return new(s_kinds, []);
            case Intrinsic.Duration or Intrinsic.TraceDuration or Intrinsic.NestedSetLeft or Intrinsic.NestedSetRight
                or Intrinsic.NestedSetParent or Intrinsic.ChildCount or Intrinsic.Parent:
                return new([], []);
        }

        if (filter is null)
        {
            var named = new SpanField(field.Scope, field.IsIntrinsic ? Intrinsics.ScopedNameOf(field.Intrinsic) : field.Name);
            Answer<IReadOnlyList<AnyValue>> known =
                await source.FieldValuesAsync(named, startNs, endNs, limit, cancellationToken).ConfigureAwait(false);
            var shown = new List<TraceQlTagValue>(known.Value.Count);
            for (int i = 0; i < known.Value.Count; i++)
            {
                AddValue(field.Intrinsic == Intrinsic.EventTimeSinceStart ? Static.Duration(known.Value[i].IntValue) : Static.From(known.Value[i]), shown);
            }

            return new Answer<IReadOnlyList<TraceQlTagValue>>(shown, known.Warnings, known.Truncated);
        }

        var values = new SortedSet<TraceQlTagValue>(Comparer<TraceQlTagValue>.Create(Compare));
        FieldEvaluator read = FieldReaders.Of(field);
        var found = new List<TraceQlTagValue>();
        bool truncated = await VisitAsync(
            filter,
            field,
            startNs,
            endNs,
            (trace, span) =>
            {
                found.Clear();
                AddValue(read(trace, span), found);
                for (int i = 0; i < found.Count && values.Count < limit; i++)
                {
                    values.Add(found[i]);
                }

                return values.Count < limit;
            },
            cancellationToken).ConfigureAwait(false);
        return new Answer<IReadOnlyList<TraceQlTagValue>>([.. values], [], truncated);
    }

    // Visits the spans of the window that satisfy the filter. True when a visit ended it.
    private async Task<bool> VisitAsync(
        FieldExpr filter, TraceField? field, long startNs, long endNs, SpanPredicate visit, CancellationToken cancellationToken)
    {
        FieldExpr rewritten = TraceQlRewriter.Rewrite(filter);
        ScanPlan plan = ScanPlan.Of(new Pipeline([new SpansetFilter(rewritten)]), selectedOnly: true);
        if (plan.IsEmpty)
        {
            return false;
        }

        SpanPredicate condition = FieldCompiler.CompilePredicate(rewritten);
        var view = new TraceView();
        TraceScan scan = field is { } wanted
            ? plan.ToScan(startNs, endNs, newestFirst: false, wholeSpans: false, wanted)
            : plan.ToScan(startNs, endNs, newestFirst: false, wholeSpans: true);
        await foreach (Trace trace in source.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            view.Load(trace, limits.MaxTraceSpans);
            for (int i = 0; i < view.Count; i++)
            {
                if (view[i].StartNs >= startNs && view[i].StartNs < endNs && condition(view, i) && !visit(view, i))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool AddNames(Span span, SpanFieldScope scope, SortedSet<string> names, int limit)
    {
        if (scope is SpanFieldScope.Span or SpanFieldScope.Any)
        {
            AddKeys(span.Attributes, names, limit);
        }

        if (scope is SpanFieldScope.Resource or SpanFieldScope.Any)
        {
            AddKeys(span.Resource.Attributes, names, limit);
        }

        if (scope == SpanFieldScope.Instrumentation)
        {
            AddKeys(span.Scope.Attributes, names, limit);
        }

        for (int i = 0; scope == SpanFieldScope.Event && i < span.Events.Count; i++)
        {
            AddKeys(span.Events[i].Attributes, names, limit);
        }

        for (int i = 0; scope == SpanFieldScope.Link && i < span.Links.Count; i++)
        {
            AddKeys(span.Links[i].Attributes, names, limit);
        }

        return names.Count < limit;
    }

    private static void AddKeys(IReadOnlyList<KeyValue> attributes, SortedSet<string> names, int limit)
    {
        for (int i = 0; i < attributes.Count && names.Count < limit; i++)
        {
            names.Add(attributes[i].Key);
        }
    }

    private static void AddValue(in Static value, List<TraceQlTagValue> values)
    {
        if (value.Type.IsArray())
        {
            for (int i = 0; i < value.Elements.Count; i++)
            {
                AddValue(Static.From(value.Elements[i]), values);
            }
        }
        else if (!value.IsNil)
        {
            values.Add(new TraceQlTagValue(TypeName(value.Type), value.ToText()));
        }
    }

    private static string TypeName(StaticType type) => type switch
    {
        StaticType.Int => "int",
        StaticType.Float => "float",
        StaticType.Boolean => "bool",
        StaticType.Duration => "duration",
        StaticType.Status or StaticType.Kind => "keyword",
        _ => "string",
    };

    private static TraceQlTagValue Keyword(string word) => new("keyword", word);

    private static int Compare(TraceQlTagValue left, TraceQlTagValue right)
    {
        int order = string.CompareOrdinal(left.Type, right.Type);
        return order != 0 ? order : string.CompareOrdinal(left.Value, right.Value);
    }
}
