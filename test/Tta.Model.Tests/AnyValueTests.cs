namespace Tta.Model.Tests;

public sealed class AnyValueTests
{
    public static TheoryData<AnyValue, string> Texts => new()
    {
        { default, "" },
        { AnyValue.From("a\"b"), "a\"b" },
        { AnyValue.From(true), "true" },
        { AnyValue.From(-5L), "-5" },
        { AnyValue.From(1.5), "1.5" },
        { AnyValue.From(double.PositiveInfinity), "Infinity" },
        { AnyValue.From(new byte[] { 1, 2 }), "AQI=" },
        { AnyValue.From([AnyValue.From(1L), AnyValue.From("x"), default]), "[1,\"x\",null]" },
        { AnyValue.From([new KeyValue("k", AnyValue.From(2.5)), new KeyValue("n", AnyValue.From(double.NaN))]), "{\"k\":2.5,\"n\":\"NaN\"}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void ToText_IsWhatPeopleRead(AnyValue value, string expected) => Assert.Equal(expected, value.ToText());

    [Fact]
    public void Equality_IsByTypeAndContent()
    {
        Assert.NotEqual(AnyValue.From(1L), AnyValue.From(1.0));
        Assert.NotEqual(AnyValue.From("1"), AnyValue.From(1L));
        Assert.Equal(AnyValue.From([AnyValue.From(1L)]), AnyValue.From([AnyValue.From(1L)]));
        Assert.Equal(
            AnyValue.From([new KeyValue("a", AnyValue.From(true))]).GetHashCode(),
            AnyValue.From([new KeyValue("a", AnyValue.From(true))]).GetHashCode());
    }

    [Fact]
    public void TagCondition_ComparesTypedOrByText()
    {
        Assert.False(new TagCondition("k", AnyValue.From("5")).Matches(AnyValue.From(5L)));
        Assert.True(new TagCondition("k", AnyValue.From("5"), AnyType: true).Matches(AnyValue.From(5L)));
    }
}
