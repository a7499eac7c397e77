namespace Tta.Query.PromQl;

/// <summary>The data of a query, by selector. Disposing gives it back to the store.</summary>
internal sealed class LoadedSelectors(Dictionary<VectorSelector, SelectorRead> reads) : IDisposable
{
    public SelectorRead this[VectorSelector selector]
    {
        get
        {
            SelectorRead read = reads[selector];
            while (read.MergedInto is not null)
            {
                read = read.MergedInto;
            }

            return read;
        }
    }

    public void Dispose()
    {
        foreach (SelectorRead read in reads.Values)
        {
            read.Set?.Dispose();
        }
    }
}
