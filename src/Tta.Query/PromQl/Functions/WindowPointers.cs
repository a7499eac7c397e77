namespace Tta.Query.PromQl;

/// <summary>Moves a half-open range of sample indexes to the window (end - range, end].</summary>
internal static class WindowPointers
{
    public static void Advance(ReadOnlySpan<long> timesMs, long endMs, long rangeMs, ref int low, ref int high)
    {
        while (high < timesMs.Length && timesMs[high] <= endMs)
        {
            high++;
        }

        while (low < high && timesMs[low] <= endMs - rangeMs)
        {
            low++;
        }
    }
}
