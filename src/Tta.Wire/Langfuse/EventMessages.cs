// Spec: OpenTelemetry GenAI conventions up to 1.36 (gen_ai.{system,user,assistant,tool}.message and gen_ai.choice as span events);
// Logfire's list of the same events in one attribute.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Messages that were recorded as events.</summary>
internal static class EventMessages
{
    /// <summary>Null when no event is a message. One choice stands alone, several are a list.</summary>
    public static SpanContent? Of(IReadOnlyList<SpanEvent> events)
    {
        var input = new List<AnyValue>();
        var output = new List<AnyValue>();
        foreach (SpanEvent item in events)
        {
            if (item.Name == "gen_ai.choice")
            {
                output.Add(new AttributeMap(item.Attributes).ToMap());
            }
            else if (item.Name is "gen_ai.system.message" or "gen_ai.user.message" or "gen_ai.assistant.message" or "gen_ai.tool.message")
            {
                string role = item.Name["gen_ai.".Length..^".message".Length];
                input.Add(new MapBuilder().Set("role", role).SetAll(new AttributeMap(item.Attributes).ToMap()).Build());
            }
        }

        return input.Count + output.Count == 0 ? null : new SpanContent(
            input.Count == 0 ? default : AnyValue.From(input.ToArray()),
            output.Count switch
            {
                0 => default,
                1 => output[0],
                _ => AnyValue.From(output.ToArray()),
            });
    }

    /// <summary>Of a list of events: the choice is the output, the others are the input.</summary>
    public static SpanContent OfList(in AnyValue list)
    {
        var input = new List<AnyValue>();
        AnyValue output = default;
        foreach (AnyValue item in PlainJson.Structure(list).ArrayValue)
        {
            if (PlainJson.Member(item, "event.name") != AnyValue.From("gen_ai.choice"))
            {
                input.Add(item);
            }
            else if (output.Kind == AnyValueKind.Empty)
            {
                output = item;
            }
        }

        return new SpanContent(input.Count == 0 ? default : AnyValue.From(input.ToArray()), output);
    }
}
