namespace Tta.Primitives;

/// <summary>Keeps something of what passes through and passes it on.</summary>
internal sealed class RememberPrimitive<T>(WorkflowMemory memory, Func<T, string> keyOf, Func<T, string> textOf)
    : Primitive<T, T>("RememberPrimitive", "RememberPrimitive")
{
    protected override ValueTask<T> ExecuteCoreAsync(T input, WorkflowContext context, CancellationToken cancellationToken)
    {
        memory.Remember(keyOf(input), textOf(input));
        return new(input);
    }
}

/// <summary>Finds what fits a question.</summary>
internal sealed class RecallPrimitive(WorkflowMemory memory, int limit)
    : Primitive<string, IReadOnlyList<MemoryMatch>>("RecallPrimitive", "RecallPrimitive")
{
    protected override ValueTask<IReadOnlyList<MemoryMatch>> ExecuteCoreAsync(
        string input, WorkflowContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<MemoryMatch> matches = memory.Search(input, limit);
        CurrentSpan.Set("memory.matches", matches.Count);
        return new(matches);
    }
}
