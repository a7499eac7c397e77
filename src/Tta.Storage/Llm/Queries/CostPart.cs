namespace Tta.Storage.Llm.Queries;

/// <summary>Which of the three costs of an observation.</summary>
internal enum CostPart
{
    Input,
    Output,
    Total,
}
