namespace Tta.Model;

/// <summary>What a comment is about.</summary>
public enum CommentObject
{
    /// <summary>A trace.</summary>
    Trace,

    /// <summary>An observation.</summary>
    Observation,

    /// <summary>A session.</summary>
    Session,

    /// <summary>A version of a prompt.</summary>
    Prompt,
}
