namespace Tta.Model;

/// <summary>Somebody's remark.</summary>
public sealed record Comment
{
    /// <summary>Id of the comment.</summary>
    public required string Id { get; init; }

    /// <summary>Kind of thing it is about.</summary>
    public required CommentObject ObjectType { get; init; }

    /// <summary>Id of the thing it is about.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The remark, 1 to 5,000 characters.</summary>
    public required string Content { get; init; }

    /// <summary>Who made it, or null.</summary>
    public string? AuthorUserId { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }
}
