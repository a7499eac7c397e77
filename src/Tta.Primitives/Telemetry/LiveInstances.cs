namespace Tta.Primitives;

/// <summary>Objects that a gauge reads for as long as somebody else keeps them. Thread-safe.</summary>
internal sealed class LiveInstances<T> where T : class
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<T>> _instances = [];
    private int _sweepAt = 64;

    public void Add(T instance)
    {
        lock (_lock)
        {
            if (_instances.Count >= _sweepAt)
            {
                _instances.RemoveAll(static reference => !reference.TryGetTarget(out _));
                _sweepAt = Math.Max(64, _instances.Count * 2);
            }

            _instances.Add(new WeakReference<T>(instance));
        }
    }

    public List<T> Snapshot()
    {
        var alive = new List<T>();
        lock (_lock)
        {
            foreach (WeakReference<T> reference in _instances)
            {
                if (reference.TryGetTarget(out T? instance))
                {
                    alive.Add(instance);
                }
            }
        }

        return alive;
    }
}
