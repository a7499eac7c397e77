using Tta.Storage;

namespace Tta.Server.SelfMetrics;

/// <summary>State of the stores as metrics.</summary>
internal static class StoreMetrics
{
    private const string Signal = "signal";

    public static void AddTo(ServerMetrics metrics, Func<IReadOnlyList<StoreStatus>> statuses)
    {
        void Add(string name, string help, Func<StoreStatus, double> value, string type = "gauge") => metrics.Add(new GaugeFamily(
            name, help, () => statuses().Select(s => (Text(s.Signal), value(s))), Signal, type));

        Add("tta_store_items", "Samples, spans, log entries or model calls held.", static s => s.ItemCount);
        Add("tta_store_series", "Series, traces, streams or model calls held.", static s => s.SeriesCount);
        Add("tta_store_appended_total", "Items taken since the store was opened.", static s => s.AppendedItemsTotal, "counter");
        Add("tta_store_blocks", "Blocks on disk besides the log.", static s => s.BlockCount);
        Add("tta_store_block_bytes", "Size of the blocks, bytes.", static s => s.BlockBytes);
        Add("tta_store_scratch_bytes", "Size of the file of rows that are not in memory, bytes.", static s => s.ScratchBytes);
        Add("tta_store_unavailable", "1 while the store takes no data.", static s => s.UnavailableReason is null ? 0 : 1);
        Add("tta_store_warnings", "Things the store has to tell, such as damaged data that was cut.", static s => s.Warnings.Count);
        Add("tta_wal_size_bytes", "Size of the write-ahead log.", static s => s.WalBytes);
        Add("tta_wal_segments", "Segments of the write-ahead log.", static s => s.SegmentCount);
        Add("tta_wal_replayed_records", "Records read at the start.", static s => s.ReplayedRecords);
        Add("tta_wal_replay_seconds", "How long that took.", static s => s.ReplayMs / 1000);
    }

    /// <summary>Label value of a store.</summary>
    public static string Text(Signal signal) => signal switch
    {
        Storage.Signal.Metrics => "metrics",
        Storage.Signal.Traces => "traces",
        Storage.Signal.Logs => "logs",
        Storage.Signal.Llm => "llm",
        _ => "registry",
    };
}
