using FsCheck;
using FsCheck.Fluent;
using Tta.Storage.Metrics;

namespace Tta.Storage.Tests.Metrics;

public sealed class ValueCodecTests
{
    private static readonly double[] s_odd =
    [
        0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, double.MinValue,
        0.1, 0.2, 0.30000000000000004, 1e15, 1e16, 9007199254740993, 4503599627370495.5, 123456.789, 1.0001, 99.99, 1 / 3.0,
        BitConverter.Int64BitsToDouble(Model.StaleMarker.Bits), BitConverter.Int64BitsToDouble(1L << 63 | 1),
    ];

    [Fact]
    public void AnySequence_ComesBackBitByBit()
    {
        Gen<double> value = Gen.OneOf(
            Gen.Elements(s_odd),
            Gen.Choose(-1000, 1000).Select(i => (double)i),
            Gen.Choose(-100000, 100000).Select(i => i / 100.0),
            Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => BitConverter.Int64BitsToDouble(((long)pair.Item1 << 32) ^ pair.Item2)));
        Prop.ForAll(Arb.From(value.ArrayOf()), values =>
        {
            double previous = 0;
            byte hint = ValueCodec.NoHint;
            byte readHint = 0;
            foreach (double expected in values)
            {
                int code = ValueCodec.Encode(expected, previous, ref hint, out ulong payload);
                Assert.InRange(code, 0, ValueCodec.CodeCount - 1);
                int count = ValueCodec.PayloadBytes(code);
                byte[] bytes = [.. BitConverter.GetBytes(payload).Take(count)];
                Assert.True(count == 8 || payload >> (8 * count) == 0, "the payload does not fit the bytes of its code");
                double read = ValueCodec.Decode(code, ValueCodec.ReadPayload(bytes, readHint, count), previous);
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(read));
                previous = read;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EveryPairOfOddValues_ComesBackBitByBit()
    {
        foreach (double previous in s_odd)
        {
            foreach (double value in s_odd)
            {
                byte hint = ValueCodec.NoHint;
                int code = ValueCodec.Encode(value, previous, ref hint, out ulong payload);
                Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(ValueCodec.Decode(code, payload, previous)));
            }
        }
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(1000, 1001, 1)]
    [InlineData(1000, 1200, 2)]
    [InlineData(20.1, 20.4, 1)]
    [InlineData(100.25, 101.5, 1)]
    [InlineData(0.5, 0.25, 1)]
    public void UsualValues_TakeFewBytes(double previous, double value, int bytes)
    {
        byte hint = ValueCodec.NoHint;
        Assert.Equal(bytes, ValueCodec.PayloadBytes(ValueCodec.Encode(value, previous, ref hint, out _)));
    }
}
