using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>The columns that a query reads; ids, times, name, kind and outcome always belong to them. Used by one query.</summary>
internal sealed class SpanProjection(IReadOnlyList<SpanField> fields)
{
    private SpanSchema? _schema;
    private bool[] _wanted = [];

    /// <summary>False when the query reads events or links: these only the message of a span tells.</summary>
    public bool IsInColumns => !Any(SpanFieldScope.Event, "event:") && !Any(SpanFieldScope.Link, "link:");

    public bool[] ColumnsOf(SpanSchema schema)
    {
        if (_schema != schema)
        {
            _wanted = new bool[schema.Columns.Length];
            for (int i = 0; i < _wanted.Length; i++)
            {
                _wanted[i] = IsWanted(schema.Columns[i]);
            }

            _schema = schema;
        }

        return _wanted;
    }

    private bool IsWanted(in SpanColumn column) => column.Role switch
    {
        ColumnRole.Messages when column.Tag == SpanColumn.EventsTag => Any(SpanFieldScope.Event, "event:"),
        ColumnRole.Messages when column.Tag == SpanColumn.LinksTag => Any(SpanFieldScope.Link, "link:"),
        ColumnRole.Attribute => IsWantedAttribute(column),
        _ => true,
    };

    private bool Any(SpanFieldScope scope, string intrinsics)
    {
        foreach (SpanField field in fields)
        {
            if (field.Scope == scope || (field.Scope == SpanFieldScope.Intrinsic && field.Key.StartsWith(intrinsics, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWantedAttribute(in SpanColumn column)
    {
        foreach (SpanField field in fields)
        {
            bool fits = column.Place switch
            {
                SpanPlace.Span => field.Scope is SpanFieldScope.Span or SpanFieldScope.Any,
                SpanPlace.Event => field.Scope == SpanFieldScope.Event,
                _ => field.Scope == SpanFieldScope.Link,
            };
            if (fits && string.Equals(Encoding.UTF8.GetString(column.Key.Span), field.Key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
