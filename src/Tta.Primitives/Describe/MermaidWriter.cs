// Mermaid flow chart syntax: https://mermaid.js.org/syntax/flowchart.html

using System.Globalization;
using System.Text;

namespace Tta.Primitives;

/// <summary>Draws a graph as a Mermaid flow chart.</summary>
internal sealed class MermaidWriter
{
    private readonly StringBuilder _text = new("flowchart TD\n");
    private int _count;

    public static string Write(PrimitiveGraph graph)
    {
        var writer = new MermaidWriter();
        writer.Draw(graph);
        return writer._text.ToString();
    }

    /// <summary>Draws a node and what is inside it; gives the id of the node.</summary>
    private string Draw(PrimitiveGraph node)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"n{_count++}");
        string label = node.Type == node.Name ? Escape(node.Name) : $"{Escape(node.Name)}<br/>{Escape(node.Type)}";
        _text.Append("    ").Append(id).Append("[\"").Append(label).Append("\"]\n");
        bool isChain = node.Children.Count > 0 && node.Children[0].Role.StartsWith(SequentialRoles.Step, StringComparison.Ordinal);
        string previous = id;
        foreach (PrimitiveGraph child in node.Children)
        {
            string childId = Draw(child);
            _text.Append("    ").Append(isChain ? previous : id).Append(" -->");
            if (!isChain || previous == id)
            {
                _text.Append("|\"").Append(Escape(child.Role)).Append("\"|");
            }

            _text.Append(' ').Append(childId).Append('\n');
            previous = childId;
        }

        return id;
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
