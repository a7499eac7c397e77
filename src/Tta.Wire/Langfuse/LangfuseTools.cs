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
    public static AnyValue List(AnyValue observation) => PlainJson.Member(PlainJson.Structure(PlainJson.Member(observation, "input")), "tools");

    /// <summary>Names of the tools that the model asked for, in order.</summary>
    /// <param name="observation">Body of an observation event.</param>
    public static IReadOnlyList<string> CallNames(AnyValue observation) => ToolCalls.Names(PlainJson.Member(observation, "output"));
}
