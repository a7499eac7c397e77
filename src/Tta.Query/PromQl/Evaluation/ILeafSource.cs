namespace Tta.Query.PromQl;

/// <summary>Evaluates the leaves of another language.</summary>
internal interface ILeafSource
{
    List<SeriesColumn> Evaluate(LeafExpr leaf, EvaluationSteps steps);
}
