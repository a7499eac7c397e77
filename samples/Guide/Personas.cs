using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>What a persona may use, and what it may spend together with the other programs of the workspace.</summary>
internal static class Personas
{
    public static async Task RulesAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-main", options => options.PrometheusPort = 0);

        // snippet: persona-rules
        // Tools that a model calls are checked by themselves below the scope's context; code of your own asks.
        using var personas = new PersonaTracker(PersonaCatalog.Examples);
        using PersonaScope backend = personas.Enter(new WorkflowContext(), "backend-engineer");
        backend.EnsureToolAllowed("create_issue", server: "github");
        try
        {
            backend.EnsurePathAllowed("apps/web/frontend/index.ts");
        }
        catch (PersonaDeniedException denied)
        {
            Console.WriteLine(denied.Message);
        }

        Console.WriteLine($"refused so far: {personas.Denials.Count}");
        // end
    }

    public static async Task BudgetsAsync()
    {
        // snippet: persona-budgets
        // One budget for all programs of the workspace: what another process spent counts at the next call.
        using var personas = new PersonaTracker(PersonaCatalog.Parse("""
            { "personas": [ { "name": "analyst", "tokenBudget": 1000, "budgetWindowMinutes": 1440, "onBudgetExceeded": "refuse" } ] }
            """u8), options: new PersonaTrackerOptions { ShareBudgets = true });
        Primitive<string, string> ask = FastModel.WithPersonaBudget(personas, estimateTokens: text => text.Length / 4);
        using PersonaScope analyst = personas.Enter(new WorkflowContext(), "analyst");
        try
        {
            await ask.ExecuteAsync("What changed in the third quarter?", analyst.Context);
            personas.RecordUsage("analyst", chatMode: null, tokens: 1_000);
            Console.WriteLine("answered");
        }
        catch (PersonaBudgetExceededException exceeded)
        {
            Console.WriteLine($"refused: {exceeded.Message}");
        }

        // end
    }
}
