// Spec: Langfuse 4.16, ingestion: tool calls in the outputs of OpenAI, Anthropic, the Vercel AI SDK and LangChain.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Finds the tools that a model asked for.</summary>
internal static class ToolCalls
{
    /// <summary>Names of the tools called, in order; a call that is told twice counts once.</summary>
    public static IReadOnlyList<string> Names(in AnyValue output)
    {
        var calls = new List<AnyValue>();
        AnyValue structure = PlainJson.Structure(output);
        if (structure.Kind == AnyValueKind.Array)
        {
            foreach (AnyValue item in structure.ArrayValue)
            {
                AddFrom(calls, item);
            }
        }
        else
        {
            AddFrom(calls, structure);
            AddFromWrappers(calls, structure);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (AnyValue call in calls)
        {
            if (NameOf(call) is { } name && seen.Add(IdOf(call) ?? $"{name}-{Arguments(call)}"))
            {
                names.Add(name);
            }
        }

        return names;
    }

    // A message with calls, or a call that stands alone.
    private static void AddFrom(List<AnyValue> calls, in AnyValue item)
    {
        if (item.Kind != AnyValueKind.Map)
        {
            return;
        }

        if (IsCall(item) && !IsMessage(item))
        {
            calls.Add(item);
            return;
        }

        AddList(calls, item);
        foreach (AnyValue part in PlainJson.Member(item, "content").ArrayValue)
        {
            if (PlainJson.Text(PlainJson.Member(part, "type")) is "tool_use" or "tool-call")
            {
                calls.Add(part);
            }
        }
    }

    private static void AddFromWrappers(List<AnyValue> calls, in AnyValue output)
    {
        foreach (AnyValue choice in PlainJson.Member(output, "choices").ArrayValue)
        {
            AddList(calls, PlainJson.Member(choice, "message"));
        }

        AddList(calls, PlainJson.Member(output, "additional_kwargs"));
    }

    private static void AddList(List<AnyValue> calls, in AnyValue message)
    {
        AnyValue list = PlainJson.Structure(PlainJson.Member(message, "tool_calls"));
        calls.AddRange((list.Kind == AnyValueKind.Array ? list : PlainJson.Structure(PlainJson.Member(message, "toolCalls"))).ArrayValue);
    }

    private static bool IsMessage(in AnyValue value) => PlainJson.HasMember(value, "role") || PlainJson.HasMember(value, "content")
        || PlainJson.HasMember(value, "tool_calls") || PlainJson.HasMember(value, "additional_kwargs");

    private static bool IsCall(in AnyValue value)
    {
        string type = PlainJson.Text(PlainJson.Member(value, "type"));
        if (type == "tool-result")
        {
            return false;
        }

        bool hasName = PlainJson.IsTruthy(PlainJson.Member(value, "name"));
        bool hasArguments = PlainJson.HasMember(value, "arguments");
        bool hasInput = PlainJson.HasMember(value, "input");
        AnyValue function = PlainJson.Member(value, "function");
        return (PlainJson.IsTruthy(PlainJson.Member(function, "name")) && PlainJson.HasMember(function, "arguments"))
            || (PlainJson.IsTruthy(PlainJson.Member(value, "toolName")) && (type == "tool-call" || hasInput || PlainJson.HasMember(value, "args")))
            || (type == "tool_use" && hasName && hasInput)
            || (hasName && hasArguments && (PlainJson.HasMember(value, "id") || PlainJson.HasMember(value, "index") || PlainJson.HasMember(value, "call_id")
                || type is "function" or "function_call" or "tool-call" or "tool_use"));
    }

    private static string? NameOf(in AnyValue call) => TruthyText(PlainJson.Member(PlainJson.Member(call, "function"), "name"))
        ?? TruthyText(PlainJson.Member(call, "name")) ?? TruthyText(PlainJson.Member(call, "toolName"));

    private static string? IdOf(in AnyValue call) => TruthyText(PlainJson.Member(call, "call_id")) ?? TruthyText(PlainJson.Member(call, "id"))
        ?? TruthyText(PlainJson.Member(call, "toolCallId"));

    private static string Arguments(in AnyValue call) => TruthyText(PlainJson.Member(PlainJson.Member(call, "function"), "arguments"))
        ?? TruthyText(PlainJson.Member(call, "arguments")) ?? TruthyText(PlainJson.Member(call, "args")) ?? TruthyText(PlainJson.Member(call, "input")) ?? "{}";

    private static string? TruthyText(in AnyValue value) => PlainJson.IsTruthy(value) ? PlainJson.TextOrJson(value) : null;
}
