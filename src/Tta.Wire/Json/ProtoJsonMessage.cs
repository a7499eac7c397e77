using System.Text.Json;

namespace Tta.Wire.Json;

/// <summary>The fields of a message.</summary>
internal sealed class ProtoJsonMessage(string name)
{
    public string Name { get; } = name;

    /// <summary>True for spans, log records and metrics: a bad one is left out, its neighbours are kept.</summary>
    public bool IsItem { get; init; }

    /// <summary>Set after construction, because messages refer to each other.</summary>
    public ProtoJsonField[] Fields { get; set; } = [];

    /// <summary>Names of fields that betray another signal, with the text for the sender.</summary>
    public (string Name, string Message)[] Misplaced { get; init; } = [];

    public ProtoJsonField? Find(ref Utf8JsonReader reader)
    {
        foreach (ProtoJsonField field in Fields)
        {
            if (reader.ValueTextEquals(field.Utf8Name))
            {
                return field;
            }
        }

        return null;
    }
}
