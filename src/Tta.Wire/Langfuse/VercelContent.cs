// Spec: Vercel AI SDK telemetry, attributes ai.prompt*, ai.response.*, ai.toolCall.*; ai.result.* before version 4.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Input and output of the Vercel AI SDK.</summary>
internal static class VercelContent
{
    private static readonly string[] s_input = ["ai.prompt.messages", "ai.prompt", "ai.toolCall.args"];

    private static readonly string[] s_output =
    [
        "ai.result.text", "ai.toolCall.result", "ai.response.object", "ai.result.object", "ai.response.toolCalls", "ai.result.toolCalls",
    ];

    /// <summary>What the SDK's own attributes say; where they are silent, <paramref name="standard"/>.</summary>
    public static SpanContent Of(AttributeMap attributes, in SpanContent standard)
    {
        AnyValue input = attributes.First(s_input);
        AnyValue output = Output(attributes);
        return new SpanContent(input.Kind == AnyValueKind.Empty ? standard.Input : input, output.Kind == AnyValueKind.Empty ? standard.Output : output);
    }

    private static AnyValue Output(AttributeMap attributes)
    {
        AnyValue text = attributes["ai.response.text"];
        if (attributes.Has("ai.response.text") && attributes.Has("ai.response.toolCalls"))
        {
            return AnyValue.From(AnyValueJson.ToJson(new MapBuilder()
                .Set("role", "assistant").Set("content", text).Set("tool_calls", attributes["ai.response.toolCalls"]).Build()));
        }

        return PlainJson.IsTruthy(text) ? text : attributes.First(s_output);
    }
}
