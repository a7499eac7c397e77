namespace Tta.Primitives;

/// <summary>One who waits for permits.</summary>
internal sealed class PermitWaiter
{
    private readonly TaskCompletionSource<TimeSpan> _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PermitWaiter(int permits, double arrivedAtSeconds)
    {
        Permits = permits;
        ArrivedAtSeconds = arrivedAtSeconds;
        Place = new LinkedListNode<PermitWaiter>(this);
    }

    public int Permits { get; }

    public double ArrivedAtSeconds { get; }

    public LinkedListNode<PermitWaiter> Place { get; }

    /// <summary>Ends, with the time waited, when the permits are taken.</summary>
    public Task<TimeSpan> Served => _served.Task;

    public void Serve(TimeSpan waited) => _served.SetResult(waited);
}
