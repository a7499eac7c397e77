// Spec: Langfuse 4.16, ingestion: tools that a model could call, in the forms of OpenAI, the Vercel AI SDK, OpenInference and Pydantic AI.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Finds the tools that were offered to a model. Instrumentations leave them among the attributes; they belong to the input.</summary>
internal static class ToolDefinitions
{
    /// <summary>
    /// Moves definitions from the metadata to the input, as its member <c>tools</c>. A list of messages becomes its member
    /// <c>messages</c>, a plain text its member <c>prompt</c>. Nothing changes when there are none or the input has no place for them.
    /// </summary>
    public static (AnyValue Input, AnyValue Metadata) MoveToInput(in AnyValue input, in AnyValue metadata)
    {
        var tools = new List<AnyValue>();
        AnyValue rest = Take(metadata, tools);
        if (tools.Count == 0 || WithTools(input, tools) is not { } withTools)
        {
            return (input, metadata);
        }

        return (withTools, rest);
    }

    /// <summary>The definitions in an input, by name, as JSON of description and parameters; the first of a name counts.</summary>
    public static AnyValue ByName(in AnyValue input)
    {
        var found = new MapBuilder();
        AnyValue structure = PlainJson.Structure(input);
        AnyValue messages = structure.Kind == AnyValueKind.Array ? structure : PlainJson.Member(structure, "messages");
        AddAll(found, PlainJson.Member(structure, "tools"));
        foreach (AnyValue message in messages.ArrayValue)
        {
            AddAll(found, PlainJson.Member(message, "tools"));
            AnyValue content = PlainJson.Member(message, "content");
            if (PlainJson.Member(message, "role") == AnyValue.From("tool") && PlainJson.IsTruthy(PlainJson.Member(content, "function")))
            {
                Add(found, content);
            }
        }

        return found.Build();
    }

    private static AnyValue Take(in AnyValue metadata, List<AnyValue> tools)
    {
        var rest = new MapBuilder();
        rest.SetAll(metadata);
        if (TryCollect(rest["tools"], namesRequired: true, tools, out int count) && count > 0)
        {
            rest.Remove("tools");
        }

        AnyValue given = PlainJson.Structure(rest["attributes"]);
        if (given.Kind != AnyValueKind.Map)
        {
            return rest.Build();
        }

        var attributes = new MapBuilder();
        attributes.SetAll(given);
        TakeFromAttributes(attributes, tools);
        if (attributes.Count > 0)
        {
            rest.Set("attributes", attributes.Build());
        }
        else
        {
            rest.Remove("attributes");
        }

        return rest.Build();
    }

    private static void TakeFromAttributes(MapBuilder attributes, List<AnyValue> tools)
    {
        foreach ((string key, bool namesRequired) in (ReadOnlySpan<(string, bool)>)[("ai.prompt.tools", false), ("gen_ai.tool.definitions", true)])
        {
            if (TryCollect(attributes[key], namesRequired, tools, out _))
            {
                attributes.Remove(key);
            }
        }

        AnyValue request = PlainJson.Structure(attributes["model_request_parameters"]);
        if (request.Kind == AnyValueKind.Map && TryCollect(PlainJson.Member(request, "function_tools"), namesRequired: true, tools, out _))
        {
            var rest = new MapBuilder();
            rest.SetAll(request).Remove("function_tools");
            attributes.Remove("model_request_parameters");
            if (rest.Count > 0)
            {
                attributes.Set("model_request_parameters", AnyValueJson.ToJson(rest.Build()));
            }
        }

        TakeNumbered(attributes, tools);
    }

    // llm.tools.N.tool.json_schema, in the order of N.
    private static void TakeNumbered(MapBuilder attributes, List<AnyValue> tools)
    {
        var numbered = new SortedDictionary<int, string>();
        foreach (KeyValue pair in attributes.Build().Pairs)
        {
            string[] parts = pair.Key.Split('.');
            if (parts is ["llm", "tools", var number, "tool", "json_schema"]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int place))
            {
                numbered[place] = pair.Key;
            }
        }

        foreach (string key in numbered.Values)
        {
            AnyValue tool = PlainJson.Structure(attributes[key]);
            if (IsTool(tool, namesRequired: true))
            {
                AddDistinct(tools, tool);
                attributes.Remove(key);
            }
        }
    }

    // All or nothing: a list with anything else in it is no list of tools. An empty list is one.
    private static bool TryCollect(in AnyValue value, bool namesRequired, List<AnyValue> tools, out int count)
    {
        count = 0;
        AnyValue list = PlainJson.Structure(value);
        if (list.Kind != AnyValueKind.Array)
        {
            return false;
        }

        var found = new AnyValue[list.ArrayValue.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = PlainJson.StructureOrSelf(list.ArrayValue[i]);
            if (!IsTool(found[i], namesRequired))
            {
                return false;
            }
        }

        count = found.Length;
        foreach (AnyValue tool in found)
        {
            AddDistinct(tools, tool);
        }

        return true;
    }

    // Tools that a provider runs itself may have a type only.
    private static bool IsTool(in AnyValue tool, bool namesRequired) => tool.Kind == AnyValueKind.Map
        && (NameOf(tool) is not null || (!namesRequired && PlainJson.Member(tool, "type").Kind == AnyValueKind.String));

    private static void AddDistinct(List<AnyValue> tools, in AnyValue tool)
    {
        string? name = NameOf(tool);
        foreach (AnyValue known in tools)
        {
            if (name is not null && NameOf(known) == name)
            {
                return;
            }
        }

        tools.Add(tool);
    }

    private static AnyValue? WithTools(in AnyValue input, List<AnyValue> tools)
    {
        AnyValue structure = PlainJson.StructureOrSelf(input);
        AnyValue list = AnyValue.From(tools.ToArray());
        switch (structure.Kind)
        {
            case AnyValueKind.Array:
                return new MapBuilder().Set("messages", structure).Set("tools", list).Build();
            case AnyValueKind.Empty:
                return new MapBuilder().Set("tools", list).Build();
            case AnyValueKind.String:
                return new MapBuilder().Set("prompt", structure).Set("tools", list).Build();
            case AnyValueKind.Map:
                AnyValue present = PlainJson.Member(structure, "tools");
                if (present.Kind != AnyValueKind.Empty)
                {
                    var all = new List<AnyValue>();
                    foreach (AnyValue tool in PlainJson.Structure(present).ArrayValue)
                    {
                        if (PlainJson.StructureOrSelf(tool) is var each && IsTool(each, namesRequired: false))
                        {
                            AddDistinct(all, each);
                        }
                    }

                    if (all.Count == 0 && PlainJson.Structure(present) is not { Kind: AnyValueKind.Array, ArrayValue.Count: 0 })
                    {
                        return null;
                    }

                    tools.ForEach(tool => AddDistinct(all, tool));
                    list = AnyValue.From(all.ToArray());
                }

                return new MapBuilder().SetAll(structure).Set("tools", list).Build();
            default:
                return null;
        }
    }

    private static void AddAll(MapBuilder found, in AnyValue tools)
    {
        foreach (AnyValue tool in tools.ArrayValue)
        {
            Add(found, tool);
        }
    }

    private static void Add(MapBuilder found, in AnyValue tool)
    {
        AnyValue body = Body(tool);
        if (NameOf(tool) is not { } name || found.Has(name))
        {
            return;
        }

        AnyValue parameters = First(body, "parameters", "parameters_json_schema", "inputSchema");
        found.Set(name, AnyValueJson.ToJson(new MapBuilder()
            .Set("description", PlainJson.Text(First(body, "description", "desc")))
            .Set("parameters", PlainJson.IsTruthy(parameters) ? AnyValueJson.ToJson(parameters) : "").Build()));
    }

    private static string? NameOf(in AnyValue tool) => PlainJson.Member(Body(tool), "name") is var name && PlainJson.IsTruthy(name) ? PlainJson.Text(name) : null;

    // OpenAI wraps the definition in the member "function".
    private static AnyValue Body(in AnyValue tool)
    {
        AnyValue structure = PlainJson.Structure(tool);
        return PlainJson.Member(structure, "function") is { Kind: not AnyValueKind.Empty } function ? function : structure;
    }

    private static AnyValue First(in AnyValue map, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (PlainJson.Member(map, name) is { Kind: not AnyValueKind.Empty } value)
            {
                return value;
            }
        }

        return default;
    }
}
