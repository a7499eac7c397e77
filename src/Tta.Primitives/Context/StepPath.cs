namespace Tta.Primitives;

/// <summary>Which turn of a loop, item of a list or branch a step runs in, and in which one that loop, list or branch itself.</summary>
internal sealed class StepPath(StepPath? outer, int index)
{
    /// <summary>Indexes from the outermost to the innermost: <c>[2][0]</c>.</summary>
    public override string ToString() => $"{outer}[{index}]";
}
