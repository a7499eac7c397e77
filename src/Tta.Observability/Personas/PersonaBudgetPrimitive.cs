using Tta.Primitives;

namespace Tta.Observability;

/// <summary>Sets aside of the persona's budget what a step is expected to use, while it runs.</summary>
internal sealed class PersonaBudgetPrimitive<TIn, TOut>(
    IPrimitive<TIn, TOut> inner, PersonaTracker personas, Func<TIn, long> estimateTokens, Func<TIn, decimal>? estimateCostUsd, IPrimitive<TIn, TOut>? cheaper)
    : Primitive<TIn, TOut>("PersonaBudget", "PersonaBudget")
{
    protected override IReadOnlyList<PrimitiveChild> Children => cheaper is null
        ? [PrimitiveChild.Of("within budget", inner)]
        : [PrimitiveChild.Of("within budget", inner), PrimitiveChild.Of("beyond budget", cheaper)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        var needed = new BudgetAmount(estimateTokens(input), estimateCostUsd?.Invoke(input) ?? 0);
        using PersonaReservation reservation = personas.Reserve(context.Persona, needed, hasCheaper: cheaper is not null);
        BudgetDecision decision = reservation.Decision;
        if (decision.IsAllowed)
        {
            return await inner.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }

        if (decision.Enforcement is BudgetEnforcement.Route)
        {
            return await cheaper!.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }

        throw new PersonaBudgetExceededException(
            context.Persona!, needed.Tokens, decision.Budget, decision.Budget.ResetsAt - context.TimeProvider.GetUtcNow(), needed.CostUsd);
    }
}
