using Tta.Primitives;

namespace Tta.Observability;

/// <summary>Asks the budget of the persona before a step runs.</summary>
internal sealed class PersonaBudgetPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, PersonaTracker personas, Func<TIn, long> estimateTokens, IPrimitive<TIn, TOut>? cheaper)
    : Primitive<TIn, TOut>("PersonaBudget", "PersonaBudget")
{
    protected override IReadOnlyList<PrimitiveChild> Children => cheaper is null
        ? [PrimitiveChild.Of("within budget", inner)]
        : [PrimitiveChild.Of("within budget", inner), PrimitiveChild.Of("beyond budget", cheaper)];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        long needed = estimateTokens(input);
        BudgetDecision decision = personas.Decide(context.Persona, needed);
        if (decision.FitsBudget)
        {
            return inner.ExecuteAsync(input, context, cancellationToken);
        }

        if (decision.Enforcement is BudgetEnforcement.Refuse)
        {
            throw new PersonaBudgetExceededException(
                context.Persona!, needed, decision.Budget, decision.Budget.ResetsAt - context.TimeProvider.GetUtcNow());
        }

        IPrimitive<TIn, TOut> chosen = decision.Enforcement is BudgetEnforcement.Route && cheaper is not null ? cheaper : inner;
        return chosen.ExecuteAsync(input, context, cancellationToken);
    }
}
