namespace Tta.Model;

/// <summary>A list of things that people are to judge.</summary>
public sealed record AnnotationQueue
{
    /// <summary>Id of the queue.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>How to judge, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The <see cref="ScoreConfig"/>s to judge by.</summary>
    public required IReadOnlyList<string> ScoreConfigIds { get; init; }

    /// <summary>Users whose work it is.</summary>
    public required IReadOnlyList<string> AssignedUserIds { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When it last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
