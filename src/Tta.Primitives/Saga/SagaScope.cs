namespace Tta.Primitives;

/// <summary>What has been done inside a saga and how to undo it, in the order of completion. Thread-safe.</summary>
internal sealed class SagaScope
{
    private readonly Lock _lock = new();
    private readonly Stack<Compensation> _done = new();

    public void Add(string stepName, Func<CancellationToken, ValueTask> undo)
    {
        lock (_lock)
        {
            _done.Push(new Compensation(stepName, undo));
        }
    }

    public bool TryTakeLatest(out Compensation compensation)
    {
        lock (_lock)
        {
            return _done.TryPop(out compensation);
        }
    }

    /// <summary>How to undo one step.</summary>
    public readonly record struct Compensation(string StepName, Func<CancellationToken, ValueTask> Undo);
}
