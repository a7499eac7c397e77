using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Query.TraceQl;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Trees as text, in the words of the reference: ours, and those of its tables.</summary>
internal static class ReferenceTree
{
    public static string Of(TraceQlQuery query) =>
        query.Metrics is { } metrics ? Of(metrics) : $"(root {Of((IPipelineStage)query.Pipeline!)})";

    public static string OfHints(TraceQlQuery query) => string.Join(' ', query.Hints.Select(static hint => $"{hint.Name}={hint.Value}"));

    public static string Of(TraceField field)
    {
        string scope = field.Scope is SpanFieldScope.Any or SpanFieldScope.Intrinsic ? "None" : field.Scope.ToString();
        return $"(field {scope} {(field.OfParent ? "parent " : "")}{field.Intrinsic.ToString().ToUpperInvariant()} {(field.IsIntrinsic ? "" : field.Name)})";
    }

    /// <summary>A tree of the tables.</summary>
    public static string Normalize(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            return node.TryGetProperty("_type", out JsonElement type) && type.GetString() == "Attribute"
                ? Field(
                    node.GetProperty("Scope").GetString()!, node.GetProperty("Parent").GetBoolean(), node.GetProperty("Name"),
                    node.GetProperty("Intrinsic").GetString()!)
                : throw new ArgumentException($"unknown tree {node}");
        }

        string word = node[0].GetString()!;
        return word switch
        {
            "newRootExpr" => $"(root {Pipeline(node[1])})",
            "newPipeline" => Pipeline(node),
            "newSpansetOperation" => $"(spansets {SpansetWord(node[1])} {Normalize(node[2])} {Normalize(node[3])})",
            "newSpansetFilter" => $"(filter {Normalize(node[1])})",
            "newScalarFilter" => $"(compare {Word(node[1])} {Normalize(node[2])} {Normalize(node[3])})",
            "newScalarOperation" or "newBinaryOperation" or "newUnaryOperation" => $"({Word(node[1])} {All(node, 2)})",
            "newAggregate" => node[2].ValueKind == JsonValueKind.Null
                ? $"({AggregateWord(node[1])})"
                : $"({AggregateWord(node[1])} {Normalize(node[2])})",
            "newGroupOperation" => $"(by {Normalize(node[1])})",
            "newCoalesceOperation" => "(coalesce)",
            "newSelectOperation" => $"(select {All(node[1], 0)})",
            "NewAttribute" => Field("AttributeScopeNone", false, node[1], "IntrinsicNone"),
            "NewScopedAttribute" => Field(node[1].GetString()!, node[2].GetBoolean(), node[3], "IntrinsicNone"),
            "NewIntrinsic" => Field("AttributeScopeNone", false, node[1], node[1].GetString()!),
            "newRootExprWithMetrics" => Metrics(node[1], node[2], null),
            "newRootExprWithMetricsTwoStage" or "newWrappedMetricsPipeline" => Metrics(node[1], node[2], node[3]),
            "newRootExprMath" => $"(math {Word(node[1])} {Normalize(node[2])} {Normalize(node[3])})",
            "newRootExprScalarMath" => $"{Normalize(node[3])} [{Word(node[1])} {Number(node[2])} {Bool(node[4])}]",
            "chainMathSecondStage" => Normalize(node[1]) + Stages(node[2]),
            _ when word.StartsWith("NewStatic", StringComparison.Ordinal) => Literal(word, node[1]),
            _ => throw new ArgumentException($"unknown constructor {word}"),
        };
    }

    public static string NormalizeHints(JsonElement node) =>
        string.Join(' ', node[1].EnumerateArray().Select(static hint => $"{hint[1].GetString()}={LiteralText(hint[2])}"));

    private static string Of(MetricsExpr expr)
    {
        string text = expr switch
        {
            MetricsQuery query => $"(metrics {Of((IPipelineStage)query.Pipeline)} {Of(query.Function)})",
            MetricsOperation operation => $"(math {operation.Operator} {Of(operation.Left)} {Of(operation.Right)})",
            _ => throw new ArgumentException(expr.ToString()),
        };
        return text + string.Concat(expr.Stages.Select(static stage => stage switch
        {
            RankStage rank => string.Create(CultureInfo.InvariantCulture, $" [{(rank.Largest ? "OpTopK" : "OpBottomK")} {rank.Count}]"),
            ThresholdStage threshold => $" [{threshold.Operator} {Number(threshold.Value)}]",
            ArithmeticStage step => $" [{step.Operator} {Number(step.Value)} {step.ValueOnLeft}]",
            _ => throw new ArgumentException(stage.ToString()),
        }));
    }

    private static string Of(MetricsFunction function) =>
        $"({function.Name} {(function.Field is { } field ? Of(field) : "")} {string.Join(' ', function.Quantiles.Select(Number))}"
        + $" {string.Join(' ', function.By.Select(Of))})";

    private static string Of(IPipelineStage stage) => stage switch
    {
        Pipeline pipeline => $"(pipeline {string.Join(' ', pipeline.Stages.Select(Of))})",
        SpansetOperation operation =>
            $"(spansets {operation.Operator.Form}{operation.Operator.Relation} {Of(operation.Left)} {Of(operation.Right)})",
        SpansetFilter filter => $"(filter {Of(filter.Condition)})",
        ScalarFilter filter => $"(compare {filter.Operator} {Of(filter.Left)} {Of(filter.Right)})",
        Aggregate { Argument: { } argument } aggregate => $"({aggregate.Function} {Of(argument)})",
        Aggregate aggregate => $"({aggregate.Function})",
        GroupStage group => $"(by {Of(group.Key)})",
        CoalesceStage => "(coalesce)",
        SelectStage select => $"(select {string.Join(' ', select.Fields.Select(Of))})",
        _ => throw new ArgumentException(stage.ToString()),
    };

    private static string Of(IScalarExpr scalar) => scalar switch
    {
        StaticExpr literal => Of((FieldExpr)literal),
        ScalarOperation operation => $"({operation.Operator} {Of(operation.Left)} {Of(operation.Right)})",
        _ => Of((IPipelineStage)scalar),
    };

    private static string Of(FieldExpr expr) => expr switch
    {
        StaticExpr literal => $"({literal.Value.Type} {literal.Value})",
        FieldReference reference => Of(reference.Field),
        BinaryFieldExpr binary => $"({binary.Operator} {Of(binary.Left)} {Of(binary.Right)})",
        UnaryFieldExpr unary => $"({unary.Operator} {Of(unary.Inner)})",
        _ => throw new ArgumentException(expr.ToString()),
    };

    private static string Pipeline(JsonElement node) => node[0].GetString() == "newPipeline" ? $"(pipeline {All(node, 1)})" : $"(pipeline {Normalize(node)})";

    private static string All(JsonElement list, int from) => string.Join(' ', list.EnumerateArray().Skip(from).Select(Normalize));

    private static string Metrics(JsonElement pipeline, JsonElement aggregate, JsonElement? stages) =>
        $"(metrics {Pipeline(pipeline)} {Aggregation(aggregate)})" + (stages is { ValueKind: JsonValueKind.Object } chain ? Stages(chain) : "");

    private static string Aggregation(JsonElement node)
    {
        string constructor = node[0].GetString()!;
        (string name, int fieldAt, int quantilesAt, int byAt) = constructor switch
        {
            "newMetricsAggregate" => (MetricsWord(node[1]), 0, 0, 2),
            "newMetricsAggregateWithAttr" => (MetricsWord(node[1]), 2, 0, 3),
            "newAverageOverTimeMetricsAggregator" => ("avg_over_time", 1, 0, 2),
            "newMetricsAggregateQuantileOverTime" => ("quantile_over_time", 1, 2, 3),
            _ => throw new ArgumentException($"unknown constructor {constructor}"),
        };
        string quantiles = quantilesAt == 0 ? "" : string.Join(' ', node[quantilesAt].EnumerateArray().Select(static q => Number(q)));
        return $"({name} {(fieldAt == 0 ? "" : Normalize(node[fieldAt]))} {quantiles}"
            + $" {(node[byAt].ValueKind == JsonValueKind.Null ? "" : All(node[byAt], 0))})";
    }

    private static string Stages(JsonElement chain) => string.Concat(chain.GetProperty("_items").EnumerateArray().Select(static item =>
    {
        if (item.ValueKind == JsonValueKind.Array)
        {
            return $" [{item[1].GetString()} {item[2].GetInt64()}]";
        }

        List<JsonProperty> parts = [.. item.EnumerateObject()];
        return $" [{Word(parts[0].Value)} {Number(parts[1].Value)}]";
    }));

    private static string Field(string scope, bool ofParent, JsonElement name, string intrinsic)
    {
        string which = intrinsic["Intrinsic".Length..].ToUpperInvariant();
        return $"(field {scope["AttributeScope".Length..]} {(ofParent ? "parent " : "")}{which} {(which == "NONE" ? name.GetString() : "")})";
    }

    private static string Literal(string constructor, JsonElement value)
    {
        string type = constructor["NewStatic".Length..];
        return type switch
        {
            "Bool" => $"(Boolean {(value.GetBoolean() ? "true" : "false")})",
            "Float" => $"(Float {Static.From(value.GetDouble())})",
            "Int" => $"(Int {value.GetInt64()})",
            "Duration" => $"(Duration {Static.Duration(value.GetInt64())})",
            "String" => $"(String {Static.From(value.GetString()!)})",
            "Kind" => $"(Kind {value.GetString()!["Kind".Length..].ToLowerInvariant()})",
            "Status" => $"(Status {value.GetString()!["Status".Length..].ToLowerInvariant()})",
            _ => throw new ArgumentException($"unknown constructor {constructor}"),
        };
    }

    private static string LiteralText(JsonElement literal)
    {
        string text = Normalize(literal);
        return text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..^1];
    }

    private static string Word(JsonElement op) => op.GetString()!["Op".Length..] switch
    {
        "Sub" => "Subtract",
        "Mult" => "Multiply",
        "Div" => "Divide",
        "Mod" => "Modulo",
        "GreaterEqual" => "GreaterOrEqual",
        "LessEqual" => "LessOrEqual",
        string other => other,
    };

    private static string SpansetWord(JsonElement op) => op.GetString()!["OpSpanset".Length..] switch
    {
        "Union" => "PlainOr",
        string word when word.StartsWith("Not", StringComparison.Ordinal) => "Negated" + word["Not".Length..],
        string word when word.StartsWith("Union", StringComparison.Ordinal) => word,
        string word => "Plain" + word,
    };

    private static string AggregateWord(JsonElement op) => op.GetString()!["aggregate".Length..];

    private static string MetricsWord(JsonElement op) => string.Concat(
        op.GetString()!["metricsAggregate".Length..].Select(static (c, i) =>
            char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private static string Number(JsonElement value) => Number(value.GetDouble());

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Bool(JsonElement value) => value.GetBoolean() ? "True" : "False";
}
