namespace Tta.Model;

/// <summary>A range of bytes inside the <see cref="ByteArena"/> of one batch.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes; 0 = empty.</param>
public readonly record struct ByteSlice(int Offset, int Length)
{
    /// <summary>True when the slice holds no byte.</summary>
    public bool IsEmpty => Length == 0;
}
