using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Describes spans as exemplars: by ids and by the fields that the query names.</summary>
internal sealed class ExemplarReader
{
    private readonly List<(string Name, FieldEvaluator Read)> _fields = [];

    public ExemplarReader(IReadOnlyList<TraceField> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Intrinsic is not (Intrinsic.TraceId or Intrinsic.SpanId))
            {
                _fields.Add((fields[i].ToString(), FieldReaders.Of(fields[i])));
            }
        }
    }

    public SpanExemplar Read(TraceView trace, int span, int step, double value)
    {
        var labels = new List<KeyValue>(_fields.Count + 2)
        {
            new("trace:id", AnyValue.From(trace.Trace.TraceId.ToString())),
            new("span:id", AnyValue.From(trace[span].SpanId.ToString())),
        };
        for (int i = 0; i < _fields.Count; i++)
        {
            Static field = _fields[i].Read(trace, span);
            if (!field.IsNil)
            {
                labels.Add(new KeyValue(_fields[i].Name, field.ToAnyValue()));
            }
        }

        return new SpanExemplar(labels, value, step, trace[span].StartNs / 1_000_000);
    }
}
