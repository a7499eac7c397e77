namespace Tta.Primitives;

/// <summary>What a task asks of a model, or what a model is good at.</summary>
[Flags]
public enum TaskTraits
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Conclusions in several steps: comparing, proving, planning.</summary>
    Reasoning = 1,

    /// <summary>New text: stories, slogans, ideas.</summary>
    Creativity = 2,

    /// <summary>Program code.</summary>
    Code = 4,

    /// <summary>An answer soon, rather than a thorough one.</summary>
    Speed = 8,

    /// <summary>More input than an ordinary context holds.</summary>
    LongContext = 16,
}
