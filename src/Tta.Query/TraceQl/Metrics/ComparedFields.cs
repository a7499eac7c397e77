using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The fields of a span that <c>compare</c> looks at: attributes, and intrinsics that are neither ids nor durations.</summary>
internal static class ComparedFields
{
    private static readonly (TraceField Field, FieldEvaluator Read)[] s_intrinsics = Readers(
        Intrinsic.Name, Intrinsic.Status, Intrinsic.StatusMessage, Intrinsic.Kind, Intrinsic.TraceRootSpan, Intrinsic.TraceRootService,
        Intrinsic.EventName, Intrinsic.InstrumentationName, Intrinsic.InstrumentationVersion);

    /// <summary>Puts the fields of a span that have a value into a list, in place of what it held.</summary>
    public static void Read(TraceView trace, int span, List<(TraceField Field, Static Value)> fields)
    {
        fields.Clear();
        foreach ((TraceField field, FieldEvaluator read) in s_intrinsics)
        {
            Static value = read(trace, span);
            if (!value.IsNil && !(value.Type == StaticType.String && value.Text.Length == 0))
            {
                fields.Add((field, value));
            }
        }

        Add(trace[span].Attributes, SpanFieldScope.Span, fields);
        Add(trace[span].Resource.Attributes, SpanFieldScope.Resource, fields);
        Add(trace[span].Scope.Attributes, SpanFieldScope.Instrumentation, fields);
    }

    private static void Add(IReadOnlyList<KeyValue> attributes, SpanFieldScope scope, List<(TraceField Field, Static Value)> fields)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            Static value = Static.From(attributes[i].Value);
            if (!value.IsNil)
            {
                fields.Add((new TraceField(scope, attributes[i].Key), value));
            }
        }
    }

    private static (TraceField Field, FieldEvaluator Read)[] Readers(params ReadOnlySpan<Intrinsic> intrinsics)
    {
        var readers = new (TraceField Field, FieldEvaluator Read)[intrinsics.Length];
        for (int i = 0; i < readers.Length; i++)
        {
            var field = TraceField.Of(intrinsics[i]);
            readers[i] = (field, FieldReaders.Of(field));
        }

        return readers;
    }
}
