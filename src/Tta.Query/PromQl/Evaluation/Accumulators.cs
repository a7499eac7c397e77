namespace Tta.Query.PromQl;

/// <summary>Combines values into one; the default value of the struct has seen none.</summary>
internal interface IAccumulator
{
    double Value { get; }

    void Add(double value);
}

internal struct SumAccumulator : IAccumulator
{
    private KahanSum _sum;

    public readonly double Value => _sum.Value;

    public void Add(double value) => _sum.Add(value);
}

internal struct CountAccumulator : IAccumulator
{
    public double Value { get; private set; }

    public void Add(double value) => Value++;
}

internal struct GroupAccumulator : IAccumulator
{
    public readonly double Value => 1;

    public readonly void Add(double value)
    {
    }
}

/// <summary>Smallest value; NaN only when there is nothing else.</summary>
internal struct MinAccumulator : IAccumulator
{
    private bool _any;

    public double Value { get; private set; }

    public void Add(double value)
    {
        if (!_any || value < Value || double.IsNaN(Value))
        {
            Value = value;
            _any = true;
        }
    }
}

/// <summary>Largest value; NaN only when there is nothing else.</summary>
internal struct MaxAccumulator : IAccumulator
{
    private bool _any;

    public double Value { get; private set; }

    public void Add(double value)
    {
        if (!_any || value > Value || double.IsNaN(Value))
        {
            Value = value;
            _any = true;
        }
    }
}

/// <summary>Mean as sum by count; once the sum would overflow, as a mean that moves with each value.</summary>
internal struct MeanAccumulator : IAccumulator
{
    private KahanSum _sum;
    private bool _moving;
    private double _count;

    public readonly double Value => _moving ? _sum.Value : (_sum.Rough / _count) + (_sum.Compensation / _count);

    public void Add(double value)
    {
        _count++;
        if (!_moving)
        {
            KahanSum sum = _sum;
            sum.Add(value);
            if (!double.IsInfinity(sum.Rough) || _count == 1)
            {
                _sum = sum;
                return;
            }

            _moving = true;
            _sum = new KahanSum(_sum.Rough / (_count - 1), _sum.Compensation / (_count - 1));
        }

        double share = (_count - 1) / _count;
        _sum = new KahanSum(share * _sum.Rough, share * _sum.Compensation);
        _sum.Add(value / _count);
    }
}

/// <summary>Population variance, Welford's method with compensation.</summary>
internal struct VarianceAccumulator : IAccumulator
{
    private KahanSum _mean;
    private KahanSum _squares;
    private double _count;

    public readonly double Value => _squares.Value / _count;

    public void Add(double value)
    {
        _count++;
        double delta = value - _mean.Value;
        _mean.Add(delta / _count);
        _squares.Add(delta * (value - _mean.Value));
    }
}

internal struct DeviationAccumulator : IAccumulator
{
    private VarianceAccumulator _variance;

    public readonly double Value => Math.Sqrt(_variance.Value);

    public void Add(double value) => _variance.Add(value);
}
