using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Counts the samples a query holds and lets it be cancelled wherever it takes more.</summary>
internal sealed class SampleBudget(Limits limits, CancellationToken cancellationToken)
{
    private long _held;

    public long Left => limits.MaxQuerySamples - _held;

    /// <summary>A column of absent values.</summary>
    public double[] TakeColumn(int count)
    {
        Take(count);
        var column = new double[count];
        Array.Fill(column, SeriesColumn.Absent);
        return column;
    }

    public void Take(long count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _held += count;
        if (_held > limits.MaxQuerySamples)
        {
            throw new PromQlExecutionException("query processing would load too many samples into memory in query execution");
        }
    }

    public void Return(long count) => _held -= count;

    public void Return(List<SeriesColumn> columns)
    {
        foreach (SeriesColumn column in columns)
        {
            _held -= column.Values.Length;
        }
    }
}
