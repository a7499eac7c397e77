using System.Globalization;

namespace Tta.App.Tests.Ui;

/// <summary>A trace of ten thousand spans.</summary>
internal static class LargeTrace
{
    public const int Spans = 10_000;

    /// <param name="salt">Two hexadecimal digits that tell the trace from those of other tests.</param>
    public static SentSpans Of(string salt)
    {
        var trace = new SentSpans(string.Concat(Enumerable.Repeat(salt, 16)));
        trace.Add("primitive.Import", 0, 0, 30_000);
        for (int i = 1; i < Spans; i++)
        {
            // Every tenth span has the nine that follow it below it.
            trace.Add($"primitive.Step{i % 40}", i % 10 == 1 ? 1 : i - ((i - 1) % 10) + 1, i * 2, (i * 2) + 40, failed: i % 997 == 0, ("item", i.ToString(CultureInfo.InvariantCulture)));
        }

        return trace;
    }
}
