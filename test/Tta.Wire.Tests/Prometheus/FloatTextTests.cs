using Tta.Model;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Tests.Prometheus;

public class FloatTextTests
{
    [Theory]
    [InlineData(0.005, "0.005", "0.005")]
    [InlineData(1, "1", "1.0")]
    [InlineData(0, "0", "0.0")]
    [InlineData(-2.5, "-2.5", "-2.5")]
    [InlineData(100000, "100000", "100000.0")]
    [InlineData(1000000, "1000000", "1e+06")]
    [InlineData(1234567, "1234567", "1.234567e+06")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(0.00001, "0.00001", "1e-05")]
    [InlineData(1.5e-7, "0.00000015", "1.5e-07")]
    [InlineData(-1e21, "-1000000000000000000000", "-1e+21")]
    [InlineData(1e300, null, "1e+300")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf")]
    [InlineData(double.NaN, "NaN", "NaN")]
    public void Bounds_are_written_as_Go_writes_them(double value, string? plain, string openMetrics)
    {
        var arena = new ByteArena();
        Assert.Equal(openMetrics, arena.GetString(FloatText.AddOpenMetrics(arena, value)));
        Assert.Equal(plain ?? "1" + new string('0', 300), arena.GetString(FloatText.AddPlain(arena, value)));
    }
}
