using Tta.Model;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Traces.Search;

namespace Tta.Storage.Traces;

/// <summary>Names and values of fields on the spans that start in a window (end exclusive). Used once.</summary>
internal sealed class FieldQuery(TraceContents contents, long startNs, long endNs)
{
    /// <summary>Collecting stops here: no list that people choose from is longer.</summary>
    public const int MaxValues = 100_000;

    public List<string> Names(SpanFieldScope scope, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Visit(
            (lister, block, group) => lister.AddNames(block, group, scope, names), span => SpanFieldReader.AddNames(span, scope, names),
            () => names.Count >= MaxValues, cancellationToken);
        return [.. names];
    }

    public List<AnyValue> Values(SpanField field, CancellationToken cancellationToken)
    {
        var values = new HashSet<AnyValue>();
        Visit(
            (lister, block, group) => lister.AddValues(block, group, field, values), span => SpanFieldReader.AddValues(span, field, values),
            () => values.Count >= MaxValues, cancellationToken);
        List<AnyValue> sorted = [.. values];
        sorted.Sort(FieldValueOrder.Instance);
        return sorted;
    }

    /// <summary>Lets a lister look at the columns of all groups, and a visitor at the spans that columns do not tell about.</summary>
    private void Visit(
        Action<FieldLister, SpanBlock, int> list, Action<Span> visit, Func<bool> isFull, CancellationToken cancellationToken)
    {
        (HeadView[] head, BlockSet blocks) = contents.View();
        try
        {
            foreach (HeadView part in head)
            {
                VisitHead(part, visit, isFull, cancellationToken);
            }

            foreach (SpanBlock block in blocks.Blocks)
            {
                for (int i = 0; i < block.Footer.Groups.Length && !isFull(); i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    VisitGroup(block, i, list, visit);
                }
            }
        }
        finally
        {
            blocks.Release();
        }
    }

    private void VisitHead(HeadView part, Action<Span> visit, Func<bool> isFull, CancellationToken cancellationToken)
    {
        for (int row = 0; row < part.Columns.Count && !isFull(); row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (part.Columns.StartNs[row] < startNs || part.Columns.StartNs[row] >= endNs)
            {
                continue;
            }

            try
            {
                visit(part.SpanOf(row).Decode());
            }
            catch (InvalidDataException e)
            {
                contents.Warnings.AddMissingData($"a span of trace {part.Columns.TraceIds[row]} cannot be read and was left out: {e.Message}");
            }
        }
    }

    private void VisitGroup(SpanBlock block, int index, Action<FieldLister, SpanBlock, int> list, Action<Span> visit)
    {
        try
        {
            var lister = new FieldLister(startNs, endNs);
            list(lister, block, index);
            if (lister.NeedsSpans)
            {
                VisitSpans(block, index, visit);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            block.Report(e, contents.Warnings);
        }
    }

    private void VisitSpans(SpanBlock block, int index, Action<Span> visit)
    {
        var assembler = new SpanAssembler();
        var group = new SpanGroup(block, index);
        for (int row = 0; row < group.RowCount; row++)
        {
            if (group.StartNs[row] >= startNs && group.StartNs[row] < endNs)
            {
                StoredScope scope = group.ScopeOf(row);
                visit(SpanDecoder.Decode(assembler.Assemble(group, row, null), scope.Resource, scope.Scope));
            }
        }
    }
}
