using System.Text;
using System.Text.Json;

namespace Tta.Primitives;

/// <summary>The structure of a workflow: what it is made of, without running it. Immutable.</summary>
public sealed class PrimitiveGraph
{
    private PrimitiveGraph(string role, object primitive)
    {
        Role = role;
        if (primitive is IDescribable described)
        {
            Name = described.Name;
            Type = described.Type;
            InputType = TypeNames.Readable(described.InputType);
            OutputType = TypeNames.Readable(described.OutputType);
            Children = [.. described.Children.Select(static child => new PrimitiveGraph(child.Role, child.Primitive))];
        }
        else
        {
            Name = Type = TypeNames.WithoutArity(primitive.GetType());
            InputType = OutputType = "?";
            Children = [];
        }
    }

    /// <summary>Part that it plays in the primitive around it; empty for the outermost.</summary>
    public string Role { get; }

    /// <summary>Name in spans and metrics.</summary>
    public string Name { get; }

    /// <summary>Kind of primitive.</summary>
    public string Type { get; }

    /// <summary>Readable name of the input type; <c>?</c> when unknown.</summary>
    public string InputType { get; }

    /// <summary>Readable name of the output type; <c>?</c> when unknown.</summary>
    public string OutputType { get; }

    /// <summary>The primitives inside, in order.</summary>
    public IReadOnlyList<PrimitiveGraph> Children { get; }

    internal static PrimitiveGraph Of(object primitive) => new("", primitive);

    /// <summary>An indented tree, one line per primitive.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToText()
    {
        var text = new StringBuilder();
        Append(this, "", "");
        return text.ToString();

        void Append(PrimitiveGraph node, string indent, string childIndent)
        {
            text.Append(indent);
            if (node.Role.Length > 0)
            {
                text.Append(node.Role).Append(": ");
            }

            text.Append(node.Name);
            if (node.Type != node.Name)
            {
                text.Append(" [").Append(node.Type).Append(']');
            }

            text.Append(" (").Append(node.InputType).Append(" -> ").Append(node.OutputType).Append(")\n");
            for (int i = 0; i < node.Children.Count; i++)
            {
                bool isLast = i == node.Children.Count - 1;
                Append(node.Children[i], childIndent + (isLast ? "└─ " : "├─ "), childIndent + (isLast ? "   " : "│  "));
            }
        }
    }

    /// <summary>The primitive itself in one line, without what is inside.</summary>
    /// <returns>Name, and types of input and output.</returns>
    public override string ToString() => $"{Name} ({InputType} -> {OutputType})";

    /// <summary>A Mermaid flow chart: steps follow each other, everything else hangs below what it is part of.</summary>
    /// <returns>The text of the chart.</returns>
    public string ToMermaid() => MermaidWriter.Write(this);

    /// <summary>JSON: <c>role, name, type, input, output, children</c>.</summary>
    /// <returns>An indented JSON object.</returns>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            Write(this, writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());

        static void Write(PrimitiveGraph node, Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("role", node.Role);
            writer.WriteString("name", node.Name);
            writer.WriteString("type", node.Type);
            writer.WriteString("input", node.InputType);
            writer.WriteString("output", node.OutputType);
            writer.WriteStartArray("children");
            foreach (PrimitiveGraph child in node.Children)
            {
                Write(child, writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
