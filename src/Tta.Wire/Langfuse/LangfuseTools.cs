using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>The tools that an observation's content tells of. Pure functions.</summary>
public static class LangfuseTools
{
    /// <summary>Tools that were offered to the model: by name, JSON text of description and parameters.</summary>
    /// <param name="observation">Body of an observation event.</param>
    public static AnyValue Definitions(AnyValue observation) => ToolDefinitions.ByName(PlainJson.Member(observation, "input"));

    /// <summary>Tools that were offered to the model, as they were sent.</summary>
    /// <param name="observation">Body of an observation event.</param>
    public static AnyValue List(AnyValue observation) => In(PlainJson.Member(observation, "input"));

    internal static AnyValue In(in AnyValue input)
    {
        // Most inputs have none: a long text is read only if it may hold the name, which may be written with escapes.
        bool mayHold = input.Kind != AnyValueKind.String || input.StringValue.Contains("tools", StringComparison.Ordinal)
            || input.StringValue.Contains("\\u", StringComparison.Ordinal);
        return mayHold ? PlainJson.Member(PlainJson.Structure(input), "tools") : default;
    }

    /// <summary>Names of the tools that the model asked for, in order.</summary>
    /// <param name="observation">Body of an observation event.</param>
    public static IReadOnlyList<string> CallNames(AnyValue observation) => ToolCalls.Names(PlainJson.Member(observation, "output"));
}
