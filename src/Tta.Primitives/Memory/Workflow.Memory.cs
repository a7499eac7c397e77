namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>A step that keeps something of what passes through and passes it on.</summary>
    /// <typeparam name="T">What passes through.</typeparam>
    /// <param name="memory">Where it is kept.</param>
    /// <param name="keyOf">Identity of the entry.</param>
    /// <param name="textOf">What to remember.</param>
    /// <returns>The step.</returns>
    public static Primitive<T, T> Remember<T>(WorkflowMemory memory, Func<T, string> keyOf, Func<T, string> textOf)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentNullException.ThrowIfNull(textOf);
        return new RememberPrimitive<T>(memory, keyOf, textOf);
    }

    /// <summary>A step from a question to what is remembered that fits it, best first.</summary>
    /// <param name="memory">Where it is kept.</param>
    /// <param name="limit">Entries at most, at least 1. Default: 5.</param>
    /// <returns>The step.</returns>
    public static Primitive<string, IReadOnlyList<MemoryMatch>> Recall(WorkflowMemory memory, int limit = 5)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new RecallPrimitive(memory, limit);
    }
}
