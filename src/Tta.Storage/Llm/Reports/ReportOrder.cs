namespace Tta.Storage.Llm.Reports;

/// <summary>Puts reports in the order of their events; of equal times, in the order they arrived.</summary>
internal static class ReportOrder
{
    private const int EventField = 2; // The same in all kinds of reports.

    public static List<ReadOnlyMemory<byte>> ByEvent(List<ReadOnlyMemory<byte>> reports)
    {
        var fields = new ReportFields();
        var times = new List<long>(reports.Count);
        var ordered = new List<ReadOnlyMemory<byte>>(reports.Count);
        foreach (ReadOnlyMemory<byte> report in reports)
        {
            fields.Read(report);
            long eventNs = fields.Number(EventField) ?? 0;
            int place = times.Count;
            while (place > 0 && times[place - 1] > eventNs)
            {
                place--;
            }

            times.Insert(place, eventNs);
            ordered.Insert(place, report);
        }

        return ordered;
    }
}
