using System.Globalization;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Counts the values that one query holds.</summary>
internal sealed class CellBudget(Limits limits)
{
    private long _held;

    /// <exception cref="TraceQlExecutionException">The query holds more than it may.</exception>
    public void Take(long count)
    {
        _held += count;
        if (_held > limits.MaxQuerySamples)
        {
            throw new TraceQlExecutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"query holds more than {limits.MaxQuerySamples} values (limits.max_query_samples); group by fewer values or increase the step"));
        }
    }
}
