// Spec: Jaeger internal/jptrace: what the reader must know about a span travels in the attribute @jaeger@warnings, a list of texts.
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Warnings on single spans, carried as an attribute until they are written.</summary>
internal static class SpanWarnings
{
    public const string Attribute = "@jaeger@warnings";

    private const string EndsBeforeStart = "span ends before it starts: clock moved or a wrong value was sent";

    /// <summary>The attributes of a span with one more warning.</summary>
    public static IReadOnlyList<KeyValue> Add(IReadOnlyList<KeyValue> attributes, string warning)
    {
        var changed = new List<KeyValue>(attributes.Count + 1);
        var warnings = new List<AnyValue>();
        foreach (KeyValue attribute in attributes)
        {
            if (attribute.Key == Attribute)
            {
                warnings.AddRange(attribute.Value.ArrayValue);
            }
            else
            {
                changed.Add(attribute);
            }
        }

        warnings.Add(AnyValue.From(warning));
        changed.Add(new KeyValue(Attribute, AnyValue.From(warnings.ToArray())));
        return changed;
    }

    /// <summary>The warnings of a span, and that its times make no sense where they do not.</summary>
    public static IReadOnlyList<string> Of(Span span)
    {
        IReadOnlyList<string> warnings = span.TryGetAttribute(Attribute, out AnyValue value) ? [.. value.ArrayValue.Select(static text => text.ToText())] : [];
        return span.EndNs < span.StartNs && span.EndNs != 0 ? [.. warnings, EndsBeforeStart] : warnings;
    }
}
