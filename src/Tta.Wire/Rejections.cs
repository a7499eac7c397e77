using Tta.Model;

namespace Tta.Wire;

/// <summary>Items left out of a batch: how many, and why the first.</summary>
internal struct Rejections
{
    public int Count { get; private set; }

    public WireError First { get; private set; }

    /// <summary>Counts items. Only the first text is kept: callers may pass "" once <see cref="Count"/> is not 0.</summary>
    public void Add(RejectReason reason, int offset, string message, int count = 1)
    {
        if (Count == 0 && count > 0)
        {
            First = new WireError(reason, offset, message);
        }

        Count += count;
    }
}
