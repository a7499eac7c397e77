using Tta.Model;

namespace Tta.Wire;

/// <summary>Items left out of a batch: how many, and why the first.</summary>
internal struct Rejections
{
    public int Count { get; private set; }

    public WireError First { get; private set; }

    /// <summary>Counts items; the text is asked for once only, so that a body full of bad items costs no more than a good one.</summary>
    public void Add(RejectReason reason, int offset, Func<string> message, int count = 1)
    {
        if (Count == 0 && count > 0)
        {
            First = new WireError(reason, offset, message());
        }

        Count += count;
    }

    public void Add(RejectReason reason, int offset, string message, int count = 1)
    {
        if (Count == 0 && count > 0)
        {
            First = new WireError(reason, offset, message);
        }

        Count += count;
    }
}
