namespace Tta.Query.PromQl;

/// <summary>The answer to a query.</summary>
/// <param name="Value">The value.</param>
/// <param name="Warnings">What may make the value wrong or incomplete, with the place in the query.</param>
/// <param name="Infos">What may be worth a look, with the place in the query.</param>
public sealed record PromQlResult(PromQlValue Value, IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos);
