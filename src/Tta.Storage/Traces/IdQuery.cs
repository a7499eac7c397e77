using Tta.Model;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Traces.Search;

namespace Tta.Storage.Traces;

/// <summary>
/// Distinct ids on the spans that start in a window (end exclusive), the smallest first: of rows, without their messages. There are as many ids as
/// spans, so only those that may be answered are held. Used once.
/// </summary>
internal sealed class IdQuery(TraceContents contents, long startNs, long endNs, string key, int maxIds)
{
    private readonly List<UInt128> _ids = [];

    public static bool Knows(in SpanField field) =>
        field is { Scope: SpanFieldScope.Intrinsic, Key: "trace:id" or "span:id" or "span:parentID" };

    /// <summary>At most so many ids as were asked for, by text.</summary>
    public List<AnyValue> Values(CancellationToken cancellationToken)
    {
        (HeadView[] head, BlockSet blocks) = contents.View();
        try
        {
            foreach (HeadView part in head)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(part);
            }

            foreach (SpanBlock block in blocks.Blocks)
            {
                for (int i = 0; i < block.Footer.Groups.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Add(block, i);
                }
            }
        }
        finally
        {
            blocks.Release();
        }

        Reduce();
        return _ids.ConvertAll(id => AnyValue.From(
            key == "trace:id" ? new TraceId((ulong)(id >> 64), (ulong)id).ToString() : new SpanId((ulong)id).ToString()));
    }

    private void Add(in HeadView part)
    {
        for (int row = 0; row < part.Columns.Count; row++)
        {
            if (part.Columns.StartNs[row] < startNs || part.Columns.StartNs[row] >= endNs)
            {
                continue;
            }

            try
            {
                Add(key switch
                {
                    "trace:id" => Number(part.Columns.TraceIds[row]),
                    "span:id" => part.Columns.SpanIds[row],
                    _ => part.SpanOf(row).Decode().ParentSpanId.Value,
                });
            }
            catch (InvalidDataException e)
            {
                contents.Warnings.AddMissingData($"a span of trace {part.Columns.TraceIds[row]} cannot be read and was left out: {e.Message}");
            }
        }
    }

    private void Add(SpanBlock block, int index)
    {
        GroupFooter footer = block.Footer.Groups[index];
        if (footer.MaxStartNs < startNs || footer.MinStartNs >= endNs)
        {
            return;
        }

        try
        {
            var group = new SpanGroup(block, index);
            Func<int, UInt128> read = Reader(group);
            for (int row = 0; row < group.RowCount; row++)
            {
                if (group.StartNs[row] >= startNs && group.StartNs[row] < endNs)
                {
                    Add(read(row));
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            block.Report(e, contents.Warnings);
        }
    }

    private Func<int, UInt128> Reader(SpanGroup group)
    {
        switch (key)
        {
            case "trace:id":
                return row => Number(group.TraceIdOf(row));
            case "span:id":
                return row => group.SpanIds[row];
            default:
                var projected = new ProjectedGroup(group, ProjectedGroup.Parents(group.Schema));
                var assembler = new SpanAssembler();
                return row => (projected.TryParentOf(row, out SpanId parent) ? parent
                    : SpanDecoder.Decode(assembler.Assemble(group, row, null), group.ScopeOf(row).Resource, group.ScopeOf(row).Scope).ParentSpanId).Value;
        }
    }

    private void Add(UInt128 id)
    {
        if (id != 0)
        {
            _ids.Add(id);
            if (_ids.Count >= 2 * (maxIds + 1024))
            {
                Reduce();
            }
        }
    }

    /// <summary>Sorts, and lets go what is there twice or beyond what was asked for.</summary>
    private void Reduce()
    {
        _ids.Sort();
        int kept = 0;
        for (int i = 0; i < _ids.Count && kept < maxIds; i++)
        {
            if (kept == 0 || _ids[i] != _ids[kept - 1])
            {
                _ids[kept++] = _ids[i];
            }
        }

        _ids.RemoveRange(kept, _ids.Count - kept);
    }

    private static UInt128 Number(TraceId id) => new(id.High, id.Low);
}
