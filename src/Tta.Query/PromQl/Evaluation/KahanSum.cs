namespace Tta.Query.PromQl;

/// <summary>A sum with Neumaier's compensation of rounding errors.</summary>
internal struct KahanSum
{
    private double _sum;
    private double _compensation;

    public KahanSum(double sum, double compensation)
    {
        _sum = sum;
        _compensation = compensation;
    }

    public readonly double Value => _sum + _compensation;

    public readonly double Rough => _sum;

    public readonly double Compensation => _compensation;

    public void Add(double value)
    {
        double total = _sum + value;
        _compensation = double.IsInfinity(total) ? 0
            : Math.Abs(_sum) >= Math.Abs(value) ? _compensation + (_sum - total + value) : _compensation + (value - total + _sum);
        _sum = total;
    }
}
