namespace Tta.Model;

/// <summary>A place in a queue, behind one of its items. Only the queue that gave it knows what it means.</summary>
/// <param name="Segment">Number of the file.</param>
/// <param name="Offset">Bytes of that file before the place.</param>
/// <param name="Count">Things in the items of that file before the place.</param>
public readonly record struct ForwardPosition(long Segment, long Offset, long Count)
{
    /// <summary>Whether it is behind another place of the same queue.</summary>
    public bool IsBehind(ForwardPosition other) => Segment != other.Segment ? Segment > other.Segment : Offset > other.Offset;
}
