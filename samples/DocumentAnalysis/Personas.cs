using Tta.Observability;

namespace DocumentAnalysis;

/// <summary>Who works here, and how many tokens each may use per hour before a warning.</summary>
internal static class Personas
{
    public static PersonaCatalog Catalog { get; } = new(
    [
        new PersonaDefinition
        {
            Name = AnalysisWorkflow.Analyst,
            DisplayName = "Analyst",
            Description = "Reads documents and sums them up.",
            TokenBudget = 20_000,
        },
        new PersonaDefinition
        {
            Name = AnalysisWorkflow.Reviewer,
            DisplayName = "Reviewer",
            Description = "Checks the facts of a summary and writes the report.",
            TokenBudget = 50_000,
        },
    ],
    [
        new ChatModeDefinition { Name = AnalysisWorkflow.AnalysisMode, Personas = [AnalysisWorkflow.Analyst] },
        new ChatModeDefinition { Name = AnalysisWorkflow.ReviewMode, Personas = [AnalysisWorkflow.Reviewer] },
    ]);
}
