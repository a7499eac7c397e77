using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The fields of a span that <c>compare</c> looks at: attributes, and intrinsics that are neither ids nor durations.</summary>
internal static class ComparedFields
{
    private static readonly (string Name, FieldEvaluator Read)[] s_intrinsics = Readers(
        Intrinsic.Name, Intrinsic.Status, Intrinsic.StatusMessage, Intrinsic.Kind, Intrinsic.TraceRootSpan, Intrinsic.TraceRootService,
        Intrinsic.EventName, Intrinsic.InstrumentationName, Intrinsic.InstrumentationVersion);

    public static List<(string Field, Static Value)> Of(TraceView trace, int span)
    {
        var fields = new List<(string Field, Static Value)>();
        foreach ((string name, FieldEvaluator read) in s_intrinsics)
        {
            Static value = read(trace, span);
            if (!value.IsNil && !(value.Type == StaticType.String && value.Text.Length == 0))
            {
                fields.Add((name, value));
            }
        }

        Add(trace[span].Attributes, SpanFieldScope.Span, fields);
        Add(trace[span].Resource.Attributes, SpanFieldScope.Resource, fields);
        Add(trace[span].Scope.Attributes, SpanFieldScope.Instrumentation, fields);
        return fields;
    }

    private static void Add(IReadOnlyList<KeyValue> attributes, SpanFieldScope scope, List<(string Field, Static Value)> fields)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            Static value = Static.From(attributes[i].Value);
            if (!value.IsNil)
            {
                fields.Add((new TraceField(scope, attributes[i].Key).ToString(), value));
            }
        }
    }

    private static (string Name, FieldEvaluator Read)[] Readers(params ReadOnlySpan<Intrinsic> intrinsics)
    {
        var readers = new (string Name, FieldEvaluator Read)[intrinsics.Length];
        for (int i = 0; i < readers.Length; i++)
        {
            readers[i] = (Intrinsics.NameOf(intrinsics[i]), FieldReaders.Of(TraceField.Of(intrinsics[i])));
        }

        return readers;
    }
}
