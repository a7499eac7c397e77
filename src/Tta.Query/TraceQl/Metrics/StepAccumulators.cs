using Tta.Query.PromQl;

namespace Tta.Query.TraceQl;

/// <summary>Gathers the values of the spans of one series, by step.</summary>
internal abstract class StepAccumulator
{
    public abstract void Add(int step, double value);

    /// <summary>One value per step; NaN where there is none.</summary>
    public abstract double[] Values();

    public static StepAccumulator Create(MetricsFunctionKind kind, StepGrid grid) => kind switch
    {
        MetricsFunctionKind.Rate => new CountAccumulator(grid.Count, 1e9 / grid.StepNs),
        MetricsFunctionKind.MinOverTime => new ExtremeAccumulator(grid.Count, largest: false),
        MetricsFunctionKind.MaxOverTime => new ExtremeAccumulator(grid.Count, largest: true),
        MetricsFunctionKind.SumOverTime => new SumAccumulator(grid.Count, isMean: false),
        MetricsFunctionKind.AvgOverTime => new SumAccumulator(grid.Count, isMean: true),
        MetricsFunctionKind.QuantileOverTime => new QuantileAccumulator(grid.Count),
        _ => new CountAccumulator(grid.Count, 1),
    };

    protected static double[] Absent(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}

/// <summary>Number of spans, times a factor; 0 where there is none.</summary>
internal sealed class CountAccumulator(int steps, double factor) : StepAccumulator
{
    private readonly long[] _counts = new long[steps];

    public override void Add(int step, double value) => _counts[step]++;

    public override double[] Values()
    {
        var values = new double[_counts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _counts[i] * factor;
        }

        return values;
    }
}

/// <summary>Smallest or largest value.</summary>
internal sealed class ExtremeAccumulator(int steps, bool largest) : StepAccumulator
{
    private readonly double[] _values = Absent(steps);

    public override void Add(int step, double value)
    {
        double held = _values[step];
        if (double.IsNaN(held) || (largest ? value > held : value < held))
        {
            _values[step] = value;
        }
    }

    public override double[] Values() => _values;
}

/// <summary>Sum or mean.</summary>
internal sealed class SumAccumulator(int steps, bool isMean) : StepAccumulator
{
    private readonly KahanSum[] _sums = new KahanSum[steps];
    private readonly long[] _counts = new long[steps];

    public override void Add(int step, double value)
    {
        _sums[step].Add(value);
        _counts[step]++;
    }

    public override double[] Values()
    {
        double[] values = Absent(_sums.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (_counts[i] > 0)
            {
                values[i] = isMean ? _sums[i].Value / _counts[i] : _sums[i].Value;
            }
        }

        return values;
    }
}

/// <summary>Counts by power of two, for quantiles; the values added are bounds of buckets.</summary>
internal sealed class QuantileAccumulator(int steps) : StepAccumulator
{
    private readonly SortedList<double, long>?[] _buckets = new SortedList<double, long>?[steps];

    public override void Add(int step, double value)
    {
        SortedList<double, long> buckets = _buckets[step] ??= [];
        buckets.TryGetValue(value, out long count);
        buckets[value] = count + 1;
    }

    public override double[] Values() => Values(0.5);

    /// <summary>A quantile per step; 0 where there is no span.</summary>
    public double[] Values(double quantile)
    {
        var values = new double[_buckets.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _buckets[i] is { } buckets ? Log2Buckets.Quantile(quantile, buckets) : 0;
        }

        return values;
    }

    /// <summary>A quantile over all steps.</summary>
    public double Overall(double quantile)
    {
        var all = new SortedList<double, long>();
        foreach (SortedList<double, long>? buckets in _buckets)
        {
            for (int i = 0; i < (buckets?.Count ?? 0); i++)
            {
                all.TryGetValue(buckets!.GetKeyAtIndex(i), out long count);
                all[buckets.GetKeyAtIndex(i)] = count + buckets.GetValueAtIndex(i);
            }
        }

        return Log2Buckets.Quantile(quantile, all);
    }
}
