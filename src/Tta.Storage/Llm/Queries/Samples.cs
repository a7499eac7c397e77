namespace Tta.Storage.Llm.Queries;

/// <summary>Values that are all kept. Not thread-safe.</summary>
internal sealed class Samples
{
    private double[] _values = new double[16];
    private int _count;

    /// <summary>The values; whoever reads them may change their order.</summary>
    public Span<double> Values => _values.AsSpan(0, _count);

    public void Add(double value)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, 2 * _count);
        }

        _values[_count++] = value;
    }
}
