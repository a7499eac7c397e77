// Spec: Jaeger query API v1, JSON model of a trace.
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tta.Server.Cli;

/// <summary>One trace as a tree, read from the answer of the Jaeger API.</summary>
internal sealed class TraceTree
{
    private readonly List<TraceStep> _steps;

    private TraceTree(string traceId, List<TraceStep> steps)
    {
        TraceId = traceId;
        _steps = steps;
        Dictionary<string, TraceStep> byId = steps.GroupBy(s => s.SpanId).ToDictionary(g => g.Key, g => g.First());
        foreach (TraceStep step in steps.OrderBy(s => s.StartUs))
        {
            if (step.ParentId is { } parent && byId.TryGetValue(parent, out TraceStep? above) && above != step)
            {
                above.Children.Add(step);
            }
            else
            {
                Roots.Add(step);
            }
        }

        foreach (TraceStep root in Roots)
        {
            SetDepths(root);
        }

        Slowest = InOrder().Where(s => s.Depth > 0).MaxBy(s => s.SelfUs);
    }

    public string TraceId { get; }

    /// <summary>Spans without a parent among the spans of the trace.</summary>
    public List<TraceStep> Roots { get; } = [];

    public int SpanCount => _steps.Count;

    /// <summary>The step below the root that itself took longest; null when there is none.</summary>
    public TraceStep? Slowest { get; }

    /// <exception cref="ApiException">The answer holds no trace.</exception>
    public static TraceTree Read(JsonElement answer)
    {
        JsonElement data = answer.GetProperty("data");
        if (data.GetArrayLength() == 0)
        {
            throw new ApiException("no such trace", 404);
        }

        return ReadTrace(data[0]);
    }

    /// <summary>Reads one element of <c>data</c>.</summary>
    public static TraceTree ReadTrace(JsonElement trace)
    {
        JsonElement processes = trace.GetProperty("processes");
        var steps = new List<TraceStep>();
        foreach (JsonElement span in trace.GetProperty("spans").EnumerateArray())
        {
            steps.Add(ReadStep(span, processes));
        }

        return new TraceTree(trace.GetProperty("traceID").GetString()!, steps);
    }

    /// <summary>Every step, parents before children, by time.</summary>
    public IEnumerable<TraceStep> InOrder()
    {
        var stack = new Stack<TraceStep>(Roots.AsEnumerable().Reverse());
        while (stack.TryPop(out TraceStep? step))
        {
            yield return step;
            foreach (TraceStep child in step.Children.AsEnumerable().Reverse())
            {
                stack.Push(child);
            }
        }
    }

    /// <summary>The tree for a terminal, the slowest step marked.</summary>
    public IRenderable Render()
    {
        var tree = new Tree(new Text($"trace {TraceId}, {SpanCount} spans", new Style(decoration: Decoration.Bold))) { Guide = TreeGuide.Line };
        var nodes = new Dictionary<string, TreeNode>(StringComparer.Ordinal);
        foreach (TraceStep step in InOrder())
        {
            var node = new TreeNode(Line(step));
            nodes.TryAdd(step.SpanId, node);
            if (step.Depth > 0)
            {
                nodes[step.ParentId!].AddNode(node);
            }
            else
            {
                tree.AddNode(node);
            }
        }

        return tree;
    }

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private Paragraph Line(TraceStep step)
    {
        var line = new Paragraph();
        Color colour = step.IsError ? Color.Red : step == Slowest ? Color.Yellow : Color.Default;
        line.Append(TerminalText.Safe(step.Operation), new Style(colour));
        line.Append("  " + DurationText.Format(step.DurationUs / 1000.0), new Style(colour, decoration: Decoration.Bold));
        foreach (string tag in (ReadOnlySpan<string>)["gen_ai.request.model", "persona", "router.route", "cache.hit", "error.type"])
        {
            if (step.Tags.TryGetValue(tag, out string? value))
            {
                line.Append($"  {tag}={TerminalText.Cut(TerminalText.Safe(value), 60)}", new Style(Color.Grey));
            }
        }

        if (step.IsError)
        {
            line.Append("  failed", new Style(Color.Red));
        }

        if (step == Slowest)
        {
            line.Append("  slowest step", new Style(Color.Yellow));
        }

        return line;
    }

    private static void SetDepths(TraceStep root)
    {
        var stack = new Stack<TraceStep>([root]);
        while (stack.TryPop(out TraceStep? step))
        {
            foreach (TraceStep child in step.Children)
            {
                child.Depth = step.Depth + 1;
                stack.Push(child);
            }
        }
    }

    private static TraceStep ReadStep(JsonElement span, JsonElement processes)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement tag in span.GetProperty("tags").EnumerateArray())
        {
            JsonElement value = tag.GetProperty("value");
            tags[tag.GetProperty("key").GetString()!] = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => value.GetRawText(),
            };
        }

        string? parent = null;
        foreach (JsonElement reference in span.GetProperty("references").EnumerateArray())
        {
            if (reference.GetProperty("refType").GetString() == "CHILD_OF")
            {
                parent = reference.GetProperty("spanID").GetString();
            }
        }

        return new TraceStep
        {
            SpanId = span.GetProperty("spanID").GetString()!,
            ParentId = parent,
            Service = processes.GetProperty(span.GetProperty("processID").GetString()!).GetProperty("serviceName").GetString()!,
            Operation = span.GetProperty("operationName").GetString()!,
            StartUs = span.GetProperty("startTime").GetInt64(),
            DurationUs = span.GetProperty("duration").GetInt64(),
            Tags = tags,
        };
    }
}
