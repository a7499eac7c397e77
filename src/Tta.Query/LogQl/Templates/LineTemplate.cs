// Spec: Go text/template as far as Loki's line_format and label_format use it. Differences: no variables, no range, no templates
// inside templates.
using System.Text;

namespace Tta.Query.LogQl;

/// <summary>A template over the labels of a line: <c>{{ .status | upper }} {{ if eq .level "error" }}!{{ end }}</c>.</summary>
internal sealed class LineTemplate
{
    private readonly IReadOnlyList<TemplateNode> _nodes;

    private LineTemplate(string text, IReadOnlyList<TemplateNode> nodes)
    {
        Text = text;
        _nodes = nodes;
    }

    /// <summary>The template as written.</summary>
    public string Text { get; }

    /// <exception cref="TemplateException">The template is malformed or calls an unknown function.</exception>
    public static LineTemplate Parse(string text) => new(text, new TemplateParser(text).Parse());

    /// <exception cref="TemplateException">A function cannot work with its arguments.</exception>
    public string Render(LineState line)
    {
        var target = new StringBuilder();
        TemplateNode.RenderAll(_nodes, target, line);
        return target.ToString();
    }
}
