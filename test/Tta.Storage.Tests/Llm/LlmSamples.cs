using System.Reflection;
using Tta.Model;

namespace Tta.Storage.Tests.Llm;

/// <summary>Reports in which every field says something, so that none can be forgotten.</summary>
internal static class LlmSamples
{
    public static LlmObservationChange FullObservation(long startNs) => Filled(
        new LlmObservationChange { Id = "o", TraceId = "t", EventNs = startNs + 9 },
        new()
        {
            ["StartNs"] = startNs,
            ["EndNs"] = startNs + 7,
            ["CompletionStartNs"] = startNs + 2,
            ["MetadataJson"] = "{\"k\":\"héllo\\n\"}",
            ["UsageDetails"] = new Dictionary<string, long> { ["input"] = 10, ["output"] = 20 },
            ["CostDetails"] = new Dictionary<string, decimal> { ["input"] = 0.000123456789m, ["output"] = 1m },
        });

    public static LlmTraceChange FullTrace(long startNs) =>
        Filled(new LlmTraceChange { Id = "t", EventNs = startNs + 9 }, new() { ["TimestampNs"] = startNs, ["Tags"] = (string[])["a", "b"] });

    public static LlmScoreChange FullScore(long startNs) => Filled(
        new LlmScoreChange { Id = "s", EventNs = startNs + 9, Name = "accuracy", DataType = LlmScoreDataType.Categorical, Source = LlmScoreSource.Eval },
        new() { ["TimestampNs"] = startNs, ["TraceId"] = "t" });

    public static void AssertSameFields(object said, object read, string[] except)
    {
        foreach (PropertyInfo property in said.GetType().GetProperties().Where(p => p.CanWrite && !except.Contains(p.Name)))
        {
            PropertyInfo shown = read.GetType().GetProperty(property.Name) ?? throw new InvalidOperationException($"{property.Name} is not shown");
            Assert.Equal(property.GetValue(said), shown.GetValue(read));
        }
    }

    /// <summary>Gives every property that is null a value of its own.</summary>
    private static T Filled<T>(T report, Dictionary<string, object> values)
        where T : class
    {
        foreach (PropertyInfo property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            if (values.TryGetValue(property.Name, out object? value))
            {
                property.SetValue(report, value);
            }
            else if (property.GetValue(report) is null)
            {
                Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                property.SetValue(report, type == typeof(string) ? property.Name
                    : type == typeof(bool) ? true
                    : type == typeof(double) ? 0.1
                    : type.IsEnum ? Enum.ToObject(type, 2)
                    : Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return report;
    }
}
