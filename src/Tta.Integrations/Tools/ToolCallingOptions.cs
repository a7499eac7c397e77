namespace Tta.Integrations;

/// <summary>Limits of a <see cref="ToolCallingChatClient"/>. Immutable.</summary>
public sealed record ToolCallingOptions
{
    internal static ToolCallingOptions Default { get; } = new();

    /// <summary>How many times tools are run before the model has to answer without them, at least 1. Default: 10.</summary>
    public int MaxRounds { get; init; } = 10;

    /// <summary>Whether the calls of one round run at the same time. Default: true.</summary>
    public bool RunConcurrently { get; init; } = true;

    /// <summary>
    /// Whether the model is told the message of a failed tool. It may carry inner details; without it the model learns only that the tool
    /// failed, and the span has the message. Default: false.
    /// </summary>
    public bool TellErrors { get; init; }

    internal ToolCallingOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRounds, 1);
        return this;
    }
}
