namespace Tta.Model;

/// <summary>
/// What a store did with a batch. Returned only after the accepted items are logged (they survive the death of the process) and
/// visible to the next query. One refused item never takes its neighbours along.
/// </summary>
/// <param name="AcceptedCount">Items kept; duplicates of what is stored already count as kept.</param>
/// <param name="RejectedCount">Items refused.</param>
/// <param name="FirstReason">Why the first refused item was refused.</param>
/// <param name="Message">Text for the sender: what was refused, the limit, the setting that raises it. Null when nothing was refused.</param>
public readonly record struct AppendResult(int AcceptedCount, int RejectedCount, RejectReason FirstReason = RejectReason.None, string? Message = null)
{
    /// <summary>A result where everything was kept.</summary>
    public static AppendResult Accepted(int count) => new(count, 0);
}
