using System.Text;

namespace Tta.Query.LogQl;

/// <summary>A part of a template.</summary>
internal abstract record TemplateNode
{
    public abstract void Render(StringBuilder target, LineState line);

    public static void RenderAll(IReadOnlyList<TemplateNode> nodes, StringBuilder target, LineState line)
    {
        foreach (TemplateNode node in nodes)
        {
            node.Render(target, line);
        }
    }
}

internal sealed record TextNode(string Text) : TemplateNode
{
    public override void Render(StringBuilder target, LineState line) => target.Append(Text);
}

internal sealed record ActionNode(TemplateExpr Expr) : TemplateNode
{
    public override void Render(StringBuilder target, LineState line) => target.Append(TemplateValues.ToText(Expr.Evaluate(line)));
}

/// <summary>if, else if, else: a branch without condition always applies.</summary>
internal sealed record IfNode(IReadOnlyList<(TemplateExpr? Condition, IReadOnlyList<TemplateNode> Body)> Branches) : TemplateNode
{
    public override void Render(StringBuilder target, LineState line)
    {
        foreach ((TemplateExpr? condition, IReadOnlyList<TemplateNode> body) in Branches)
        {
            if (condition is null || TemplateValues.IsTrue(condition.Evaluate(line)))
            {
                RenderAll(body, target, line);
                return;
            }
        }
    }
}

/// <summary>A value of a template: a text, a number (long or double) or a truth value.</summary>
internal abstract record TemplateExpr
{
    public abstract object Evaluate(LineState line);
}

internal sealed record LiteralExpr(object Value) : TemplateExpr
{
    public override object Evaluate(LineState line) => Value;
}

internal sealed record FieldExpr(string Name) : TemplateExpr
{
    public override object Evaluate(LineState line) => line.TryGet(Name, out string value) ? value : "";
}

internal sealed record CallExpr(string Name, TemplateFunction Function, IReadOnlyList<TemplateExpr> Arguments) : TemplateExpr
{
    public override object Evaluate(LineState line)
    {
        var arguments = new object[Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Arguments[i].Evaluate(line);
        }

        try
        {
            return Function.Apply(line, arguments);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or DivideByZeroException)
        {
            throw new TemplateException($"error calling {Name}: {e.Message}");
        }
    }
}

/// <summary>A function and how many arguments it takes.</summary>
internal sealed record TemplateFunction(int MinArguments, int MaxArguments, Func<LineState, object[], object> Apply);
