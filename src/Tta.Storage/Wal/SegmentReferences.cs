namespace Tta.Storage.Wal;

/// <summary>
/// Numbers of the series or streams of the segment being written or read: each is defined once per segment, in the record that uses
/// it first, and numbered in that order; so every segment can be read alone.
/// </summary>
internal sealed class SegmentReferences<T>
    where T : class, IReferable
{
    private readonly List<T> _items = [];
    private long _segment = -1;

    public void Enter(long segment)
    {
        if (_segment != segment)
        {
            _segment = segment;
            _items.Clear();
        }
    }

    public void Define(T item)
    {
        item.SetReference(_segment, _items.Count);
        _items.Add(item);
    }

    /// <exception cref="InvalidDataException">The segment defines no such number.</exception>
    public T Resolve(long reference) => reference >= 0 && reference < _items.Count
        ? _items[(int)reference]
        : throw new InvalidDataException($"reference {reference} is not defined in its segment");
}
