namespace Tta.Model.Tests;

public sealed class LlmObservationTests
{
    private static readonly LlmObservation s_traced = new()
    {
        TraceId = new TraceId(1, 2), SpanId = new SpanId(3), Model = "m", InputTokens = 10, CostUsd = 0.5m, StartNs = 100, EndNs = 200,
    };

    [Fact]
    public void MergedWith_JoinsWhatEachReportKnows()
    {
        var content = new LlmObservation
        {
            TraceId = new TraceId(1, 2), SpanId = new SpanId(3), InputMessagesJson = "[]", Persona = "analyst", InputTokens = 11,
        };
        LlmObservation merged = s_traced.MergedWith(content);
        Assert.Equal(("m", 11, 0.5m, "analyst", "[]"), (merged.Model, merged.InputTokens, merged.CostUsd, merged.Persona, merged.InputMessagesJson));
        Assert.Equal((100, 200), (merged.StartNs, merged.EndNs));
        Assert.True(merged.HasContent);
        Assert.False(s_traced.HasContent);
    }

    [Fact]
    public void MergedWith_ItselfChangesNothing() => Assert.Equal(s_traced, s_traced.MergedWith(s_traced));

    [Fact]
    public void MergedWith_AnotherCall_IsRefused() =>
        Assert.Throws<ArgumentException>(() => s_traced.MergedWith(s_traced with { SpanId = new SpanId(4) }));

    [Fact]
    public void MergedWith_CarriesEveryProperty()
    {
        // A property that the merge forgets would be lost silently: fill all of them by reflection and merge into an empty report.
        var full = new LlmObservation { TraceId = new TraceId(1, 2), SpanId = new SpanId(3) };
        foreach (System.Reflection.PropertyInfo property in typeof(LlmObservation).GetProperties().Where(p => p.CanWrite))
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            object value = type == typeof(string) ? property.Name
                : type == typeof(long) ? 7L
                : type == typeof(decimal) ? 7m
                : type == typeof(SpanId) ? new SpanId(3)
                : new TraceId(1, 2);
            property.SetValue(full, value);
        }

        var empty = new LlmObservation { TraceId = full.TraceId, SpanId = full.SpanId };
        Assert.Equal(full, empty.MergedWith(full));
        Assert.Equal(full, full.MergedWith(empty));
    }
}
