using System.Buffers;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Query.PromQl;
using Tta.Server.Prometheus;

namespace Tta.Server.Tests.Prometheus;

public sealed class PrometheusJsonTests
{
    [Theory]
    [InlineData(1, "1")]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1.5e22, "15000000000000000000000")]
    [InlineData(-1.25e-7, "-0.000000125")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Format_IsTheShortestDecimalWithoutExponent(double value, string expected) => Assert.Equal(expected, PrometheusJson.Format(value));

    [Fact]
    public void Format_AnyNumber_ReadsBackAsItself()
    {
        var random = new Random(11);
        for (int i = 0; i < 10_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            string text = PrometheusJson.Format(value);
            Assert.DoesNotContain('E', text);
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Theory]
    [InlineData(1_000, "1")]
    [InlineData(1_500, "1.5")]
    [InlineData(1_700_000_000_123, "1700000000.123")]
    [InlineData(-1, "-0.001")]
    public void Times_AreSecondsWithMilliseconds(long timeMs, string expected) =>
        Assert.Equal(expected, Written(writer => PrometheusJson.WriteTime(writer, timeMs)));

    [Fact]
    public void EveryResultType_HasItsShape()
    {
        Labels labels = Labels.Of("__name__", "up", "job", "a\"b");
        Assert.Equal("""{"resultType":"scalar","result":[1,"2"]}""", Written(w => PrometheusJson.WriteValue(w, new ScalarValue(1000, 2))));
        Assert.Equal("""{"resultType":"string","result":[1,"x"]}""", Written(w => PrometheusJson.WriteValue(w, new StringValue(1000, "x"))));
        Assert.Equal(
            """{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a\u0022b"},"value":[1,"NaN"]}]}""",
            Written(w => PrometheusJson.WriteValue(w, new VectorValue([new VectorSample(labels, 1000, double.NaN)]))));
        Assert.Equal(
            """{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[2,"2"]]}]}""",
            Written(w => PrometheusJson.WriteValue(w, new MatrixValue([new MatrixSeries(Labels.Empty, [1000, 2000], [1, 2])]))));
    }

    [Fact]
    public void WarningsAndInfos_AppearOnlyWhenThereAreSome()
    {
        Assert.Equal("""{"status":"success","data":1}""", Written(w => PrometheusJson.WriteSuccess(w, [], [], d => d.WriteNumberValue(1))));
        Assert.Equal(
            """{"status":"success","data":1,"warnings":["w"],"infos":["i"]}""",
            Written(w => PrometheusJson.WriteSuccess(w, ["w"], ["i"], d => d.WriteNumberValue(1))));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("U__my_2e_name", "my.name")]
    [InlineData("U__a__b", "a_b")]
    [InlineData("U__bad_zz_", "U__bad_zz_")]
    [InlineData("U__open_2e", "U__open_2e")]
    public void EscapedLabelNames_AreRead(string escaped, string expected) => Assert.Equal(expected, LabelNameEscaping.Unescape(escaped));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
