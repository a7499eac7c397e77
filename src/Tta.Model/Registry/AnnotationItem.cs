namespace Tta.Model;

/// <summary>A thing in a queue.</summary>
public sealed record AnnotationItem
{
    /// <summary>Id of the place in the queue.</summary>
    public required string Id { get; init; }

    /// <summary>The queue.</summary>
    public required string QueueId { get; init; }

    /// <summary>Kind of thing; a prompt is not judged.</summary>
    public required CommentObject ObjectType { get; init; }

    /// <summary>Id of the thing.</summary>
    public required string ObjectId { get; init; }

    /// <summary>When it was judged, Unix ms, or null while it waits.</summary>
    public long? CompletedMs { get; init; }

    /// <summary>When it was put in, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When it last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
