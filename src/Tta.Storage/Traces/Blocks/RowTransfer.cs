namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Takes rows over from other blocks value by value, without putting their messages together and taking them apart again. Used by one thread at a time.
/// </summary>
internal sealed class RowTransfer(SchemaBuilder schema, ScopeTable scopes)
{
    private readonly Dictionary<SpanBlock, Map?> _maps = [];

    /// <summary>Adds the values of a row to the buffers of their columns.</summary>
    /// <param name="block">The block.</param>
    /// <param name="group">The row group.</param>
    /// <param name="row">The row. Its trace as a whole is in this group, and comes into one group.</param>
    /// <param name="template">Number of its template here.</param>
    /// <param name="scope">Number of its scope here.</param>
    /// <returns>False when the block has too many columns or templates to be added: then its messages have to be taken apart.</returns>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public bool TryAdd(SpanBlock block, SpanGroup group, int row, out int template, out int scope)
    {
        if (!_maps.TryGetValue(block, out Map? map))
        {
            map = MapOf(block);
            _maps.Add(block, map);
        }

        template = map?.Templates[group.Templates[row]] ?? -1;
        scope = map?.Scopes[group.Scopes[row]] ?? -1;
        if (map is null)
        {
            return false;
        }

        group.MoveTo(row);
        Add(group, map, group.Schema.Templates[group.Templates[row]], isInner: false);
        return true;
    }

    private void Add(SpanGroup group, Map map, int[] template, bool isInner)
    {
        foreach (int column in template)
        {
            ref readonly SpanColumn kind = ref group.Schema.Columns[column];
            ColumnBuffer buffer = schema.Buffers[map.Columns[column]];
            if (kind.Role == ColumnRole.Messages)
            {
                ulong count = isInner ? throw new InvalidDataException("a template inside a template has messages of its own") : group.NextNumber(column);
                buffer.Add(count);
                for (; count > 0; count--)
                {
                    int inner = group.NextTemplate(column);
                    buffer.Add((ulong)map.Templates[inner]);
                    Add(group, map, group.Schema.Templates[inner], isInner: true);
                }
            }
            else if (kind.HoldsBytes && kind.HasValues)
            {
                buffer.Add(group.NextBytes(column));
            }
            else if (kind.HasValues)
            {
                buffer.Add(group.NextNumber(column));
            }
        }
    }

    /// <summary>The numbers that columns, templates and scopes of a block have here; null when there are too many.</summary>
    private Map? MapOf(SpanBlock block)
    {
        SpanSchema from = block.Schema;
        int[] columns = Array.ConvertAll(from.Columns, column => schema.ColumnOf(column.Place, column.Role, column.Tag, column.Key.Span));
        if (Array.IndexOf(columns, -1) >= 0)
        {
            return null;
        }

        int[] templates = Array.ConvertAll(from.Templates, template => schema.TemplateOf(
            Array.ConvertAll(template, column => columns[column]), template is [var only] && from.Columns[only].Role == ColumnRole.Whole));
        return Array.IndexOf(templates, -1) >= 0 ? null : new Map(columns, templates, Array.ConvertAll(block.Scopes, scopes.NumberOf));
    }

    private sealed record Map(int[] Columns, int[] Templates, int[] Scopes);
}
