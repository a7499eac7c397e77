using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>Sums over the model calls that have a key in common, and what of them failed.</summary>
internal sealed class LlmCostRow(LlmGroup all, LlmGroup? failed)
{
    private const int Calls = 0;
    private const int InputTokens = 1;
    private const int OutputTokens = 2;
    private const int CachedTokens = 3;
    private const int Cost = 4;
    private const int FirstNs = 5;
    private const int LatencyP50 = 6;
    private const int LatencyP95 = 7;
    private const int FirstTokenP50 = 8;

    /// <summary>What is asked of all calls where they are not divided by time.</summary>
    public static LlmMeasure[] Measures { get; } =
    [
        new(LlmField.Count, LlmFunction.Count), new(LlmField.InputTokens, LlmFunction.Sum), new(LlmField.OutputTokens, LlmFunction.Sum),
        new(LlmField.CachedInputTokens, LlmFunction.Sum), new(LlmField.TotalCost, LlmFunction.Sum), new(LlmField.Time, LlmFunction.Min),
        new(LlmField.LatencyMs, LlmFunction.P50), new(LlmField.LatencyMs, LlmFunction.P95), new(LlmField.TimeToFirstTokenMs, LlmFunction.P50),
    ];

    /// <summary>The first of them that are sums: what is asked where calls are divided by time.</summary>
    public static LlmMeasure[] Sums { get; } = Measures[..FirstNs];

    /// <summary>What is asked of the calls that failed.</summary>
    public static LlmMeasure[] OfFailed { get; } = [Measures[Calls], Measures[Cost]];

    public static decimal CostOf(LlmGroup all) => all.Values[Cost].Number ?? 0;

    /// <summary>Writes the properties of the row into an object that is open.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("calls"u8, Number(Calls));
        UiJson.WriteUsage(writer, (long)Number(InputTokens), (long)Number(OutputTokens), Number(Cost));
        writer.WriteNumber("cachedTokens"u8, Number(CachedTokens));
        writer.WriteNumber("failed"u8, failed?.Values[0].Number ?? 0);
        writer.WriteString("failedCostUsd"u8, UiJson.Money(failed?.Values[1].Number ?? 0));
        if (all.Values.Count > FirstNs)
        {
            writer.WriteNumber("firstMs"u8, UiJson.Milliseconds((long)Number(FirstNs)));
            WriteMilliseconds(writer, "p50Ms"u8, LatencyP50);
            WriteMilliseconds(writer, "p95Ms"u8, LatencyP95);
            WriteMilliseconds(writer, "firstTokenMs"u8, FirstTokenP50);
        }
    }

    private decimal Number(int measure) => all.Values[measure].Number ?? 0;

    private void WriteMilliseconds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, int measure)
    {
        if (all.Values[measure].Number is { } ms)
        {
            writer.WriteNumber(name, Math.Round(ms, 3));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
