namespace Tta.Storage.Wal;

/// <summary>A series or stream that records of a log refer to by number.</summary>
internal interface IReferable
{
    /// <summary>Gives it its number in a segment and forgets what differences counted from.</summary>
    void SetReference(long segment, int reference);
}
