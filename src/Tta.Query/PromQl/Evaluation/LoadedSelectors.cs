namespace Tta.Query.PromQl;

/// <summary>The data of a query, by selector, and by call for the info function. Disposing gives it back to the store.</summary>
internal sealed class LoadedSelectors(Dictionary<Expr, SelectorRead> reads) : IDisposable
{
    public SelectorRead this[Expr reader]
    {
        get
        {
            SelectorRead read = reads[reader];
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
