using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Which fields each view has, of which kind they are, and whether they must be read from disk.</summary>
internal static class FieldTable
{
    public static FieldKind KindOf(LlmField field) => field switch
    {
        LlmField.Tags => FieldKind.Texts,
        LlmField.Time or LlmField.EndTime or LlmField.PromptVersion or LlmField.ScoreValue => FieldKind.Number,
        >= LlmField.Count and <= LlmField.ScoreCount => FieldKind.Number,
        _ => FieldKind.Text,
    };

    public static bool IsOnDisk(LlmField field) => field is LlmField.StatusMessage or LlmField.Metadata or LlmField.Input or LlmField.Output;

    public static bool Has(LlmView view, LlmField field) => view switch
    {
        LlmView.Observations => (field <= LlmField.TotalCost && field != LlmField.ObservationId) || field is LlmField.ScoreCount or LlmField.Month,
        LlmView.Traces => IsOfTrace(field)
            || field is LlmField.Id or LlmField.Name or LlmField.Version or LlmField.Environment or LlmField.Metadata or LlmField.Input or LlmField.Output
            || IsSum(field),
        LlmView.Sessions => field is LlmField.Id or LlmField.Time or LlmField.EndTime or LlmField.SessionId or LlmField.UserId or LlmField.Environment
            or LlmField.Tags or LlmField.Persona or LlmField.Workspace or LlmField.Service or LlmField.Release or LlmField.TraceVersion or LlmField.TraceName
            or LlmField.TraceCount || IsSum(field),
        _ => IsOfTrace(field) || field >= LlmField.ScoreValue
            || field is LlmField.Id or LlmField.Name or LlmField.Environment or LlmField.ObservationId or LlmField.Metadata or LlmField.Count
            || (field is >= LlmField.Type and <= LlmField.PriceVersion && field != LlmField.StatusMessage),
    };

    /// <exception cref="ArgumentException">The view has no such field.</exception>
    public static void Check(LlmView view, LlmField field)
    {
        if (!Has(view, field))
        {
            throw new ArgumentException($"{view} have no field {field}", nameof(field));
        }
    }

    /// <exception cref="ArgumentException">The field does not know the operator, or the view has no such field.</exception>
    public static void Check(LlmView view, LlmCondition condition)
    {
        Check(view, condition.Field);
        bool isKnown = KindOf(condition.Field) switch
        {
            FieldKind.Number => condition.Operator is <= LlmOperator.LessOrEqual or LlmOperator.IsNull or LlmOperator.IsNotNull,
            FieldKind.Texts => condition.Operator is LlmOperator.AnyOf or LlmOperator.NoneOf or LlmOperator.AllOf or LlmOperator.Contains
                or LlmOperator.Equal or LlmOperator.NotEqual or LlmOperator.NotContains or LlmOperator.IsNull or LlmOperator.IsNotNull,
            _ => condition.Operator is not (LlmOperator.Greater or LlmOperator.GreaterOrEqual or LlmOperator.Less or LlmOperator.LessOrEqual or LlmOperator.AllOf),
        };
        if (!isKnown || condition.Field is LlmField.Count or LlmField.ScoreCount)
        {
            throw new ArgumentException($"the field {condition.Field} does not know the operator {condition.Operator}", nameof(condition));
        }

        bool needsText = KindOf(condition.Field) != FieldKind.Number
            && condition.Operator is not (LlmOperator.IsNull or LlmOperator.IsNotNull or LlmOperator.AnyOf or LlmOperator.NoneOf or LlmOperator.AllOf);
        if (needsText && condition.Texts.Count != 1)
        {
            throw new ArgumentException($"the operator {condition.Operator} on {condition.Field} takes one text, not {condition.Texts.Count}", nameof(condition));
        }

        if (condition.Field == LlmField.Metadata && condition.Key is null)
        {
            throw new ArgumentException("a condition on metadata needs a key", nameof(condition));
        }
    }

    private static bool IsOfTrace(LlmField field) => field is LlmField.Time or LlmField.TraceId
        or (>= LlmField.UserId and <= LlmField.Bookmarked) or LlmField.Workspace or LlmField.Service or LlmField.Count;

    private static bool IsSum(LlmField field) => field is LlmField.Count or LlmField.LatencyMs or LlmField.InputTokens or LlmField.OutputTokens
        or LlmField.TotalTokens or LlmField.TotalCost or LlmField.ObservationCount or LlmField.ErrorCount;
}
