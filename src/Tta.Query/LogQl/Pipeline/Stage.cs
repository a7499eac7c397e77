namespace Tta.Query.LogQl;

/// <summary>A step of a pipeline. Immutable; all state is in the <see cref="LineState"/>.</summary>
internal abstract record Stage
{
    /// <summary>Changes the line or its labels. False drops the line.</summary>
    public abstract bool Apply(LineState line);
}
