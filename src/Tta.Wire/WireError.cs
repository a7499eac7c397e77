using Tta.Model;

namespace Tta.Wire;

/// <summary>Why bytes, or one item in them, could not be used.</summary>
/// <param name="Reason">Kind of problem; <see cref="RejectReason.None"/> = no problem.</param>
/// <param name="Offset">Byte of the body where the problem is, -1 where that is not known.</param>
/// <param name="Message">Text for the sender: what is wrong and, for a limit, the setting that raises it.</param>
public readonly record struct WireError(RejectReason Reason, int Offset, string Message)
{
    /// <summary>No problem.</summary>
    public static WireError None { get; } = new(RejectReason.None, -1, "");

    /// <summary>True when there is a problem.</summary>
    public bool IsError => Reason != RejectReason.None;

    /// <inheritdoc/>
    public override string ToString() => !IsError ? "" : Offset < 0 ? Message : $"{Message} (byte {Offset})";
}
