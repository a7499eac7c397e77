namespace Tta.Wire;

/// <summary>What a decoder made of a request body. A bad item never takes its neighbours along.</summary>
/// <param name="Error">Set when the body as a whole cannot be used; nothing of it is in the batch then.</param>
/// <param name="ItemCount">Items now in the batch: spans, log records or data points.</param>
/// <param name="RejectedCount">Items left out.</param>
/// <param name="FirstRejection">Why the first of them was left out.</param>
public readonly record struct DecodeResult(WireError Error, int ItemCount, int RejectedCount, WireError FirstRejection)
{
    /// <summary>A result for a body that cannot be used.</summary>
    public static DecodeResult Failed(WireError error) => new(error, 0, 0, WireError.None);

    internal static DecodeResult Of(int itemCount, in Rejections rejections) =>
        new(WireError.None, itemCount, rejections.Count, rejections.Count == 0 ? WireError.None : rejections.First);
}
