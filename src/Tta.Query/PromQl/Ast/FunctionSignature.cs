namespace Tta.Query.PromQl;

/// <summary>Name and types of a function.</summary>
/// <param name="Name">Name, case-sensitive.</param>
/// <param name="ReturnType">Type of the result.</param>
/// <param name="ArgumentTypes">Types of the arguments; the last one is repeated by <paramref name="Variadic"/>.</param>
/// <param name="Variadic">0: exactly these arguments; n: the last may be absent or come up to n times; -1: any number of times.</param>
public sealed record FunctionSignature(string Name, PromQlType ReturnType, IReadOnlyList<PromQlType> ArgumentTypes, int Variadic = 0);
