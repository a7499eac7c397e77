// Spec: OpenTelemetry GenAI conventions v1.41, gen_ai.system_instructions.
using System.Text;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>System instructions travel apart from the messages; shown, they are the first of them.</summary>
internal static class SystemMessage
{
    /// <summary>The messages with the instructions before them, in the form they came in. Unchanged when they are no list or have a system message.</summary>
    public static AnyValue Prepend(in AnyValue instructions, in AnyValue messages)
    {
        AnyValue list = PlainJson.Structure(messages);
        if (list.Kind != AnyValueKind.Array)
        {
            return messages;
        }

        var all = new AnyValue[list.ArrayValue.Count + 1];
        for (int i = 1; i < all.Length; i++)
        {
            all[i] = list.ArrayValue[i - 1];
            if (PlainJson.Member(all[i], "role") == AnyValue.From("system"))
            {
                return messages;
            }
        }

        all[0] = new MapBuilder().Set("role", "system").Set("content", Text(instructions)).Build();
        AnyValue merged = AnyValue.From(all);
        return messages.Kind == AnyValueKind.String ? AnyValue.From(AnyValueJson.ToJson(merged)) : merged;
    }

    private static string Text(in AnyValue instructions)
    {
        AnyValue parts = PlainJson.StructureOrSelf(instructions);
        if (parts.Kind != AnyValueKind.Array)
        {
            return PlainJson.Text(parts);
        }

        var text = new StringBuilder();
        foreach (AnyValue part in parts.ArrayValue)
        {
            AnyValue content = PlainJson.Member(part, "content");
            text.Append(text.Length == 0 ? "" : "\n").Append(PlainJson.Text(PlainJson.IsTruthy(content) ? content : part));
        }

        return text.ToString();
    }
}
