using System.Text;
using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// Collects names or values of fields over the columns of blocks: distinct values come from the dictionaries of row groups that lie in the
/// window as a whole, and row by row from those at its edges. Used once.
/// </summary>
internal sealed class FieldLister(long startNs, long endNs)
{
    /// <summary>What columns cannot tell: groups whose spans have to be decoded.</summary>
    public bool NeedsSpans { get; private set; }

    /// <summary>Adds the attribute names of one scope.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void AddNames(SpanBlock block, int index, SpanFieldScope scope, ISet<string> names)
    {
        SpanGroup? group = Open(block, index, out bool isWhole);
        if (group is null)
        {
            return;
        }

        var added = new HashSet<int>();
        Visit(group, isWhole, column => IsAttributeOf(column, scope), firstOnly: true, (column, _) =>
        {
            if (added.Add(column))
            {
                names.Add(Encoding.UTF8.GetString(group.Schema.Columns[column].Key.Span));
            }
        });
        if (scope is SpanFieldScope.Resource or SpanFieldScope.Any or SpanFieldScope.Instrumentation)
        {
            VisitScopes(group, isWhole, each => AddKeys(scope == SpanFieldScope.Instrumentation ? each.Scope.Attributes : each.Resource.Attributes, names));
        }
    }

    /// <summary>Adds the values of one field.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void AddValues(SpanBlock block, int index, SpanField field, ISet<AnyValue> values)
    {
        SpanGroup? group = Open(block, index, out bool isWhole);
        if (group is null)
        {
            return;
        }

        if (field is { Scope: SpanFieldScope.Intrinsic, Key: "span:duration" })
        {
            AddDurations(group, isWhole, values);
            return;
        }

        var test = new FieldTest(new SpanCondition(field, SpanConditionOperator.Exists, []));
        if (!test.IsInColumns)
        {
            NeedsSpans = true;
            return;
        }

        var added = new HashSet<(int, int)>();
        Visit(group, isWhole, column => test.LooksAt(column), firstOnly: false, (column, code) =>
        {
            if (added.Add((column, code)) && group.Chunk(column) is { } chunk)
            {
                AddValue(ColumnValue.Read(group.Schema.Columns[column], chunk, code), values);
            }
        });
        AddDefault(group, isWhole, test, values);
        VisitScopes(group, isWhole, scope => AddValuesOf(scope, field, values));
    }

    private void AddDurations(SpanGroup group, bool isWhole, ISet<AnyValue> values)
    {
        for (int row = 0; row < group.RowCount; row++)
        {
            if (isWhole || IsIn(group, row))
            {
                values.Add(AnyValue.From(Math.Max(0, group.EndNs[row] - group.StartNs[row])));
            }
        }
    }

    private static void AddValuesOf(StoredScope scope, SpanField field, ISet<AnyValue> values)
    {
        IReadOnlyList<KeyValue>? attributes = field.Scope switch
        {
            SpanFieldScope.Any or SpanFieldScope.Resource => scope.Resource.Attributes,
            SpanFieldScope.Instrumentation => scope.Scope.Attributes,
            _ => null,
        };
        if (attributes is not null && KeyValue.TryFind(attributes, field.Key, out AnyValue value))
        {
            AddValue(value, values);
        }

        if (field is { Scope: SpanFieldScope.Intrinsic, Key: "instrumentation:name" or "instrumentation:version" })
        {
            values.Add(AnyValue.From(field.Key == "instrumentation:name" ? scope.Scope.Name : scope.Scope.Version));
        }
    }

    private static void AddValue(in AnyValue value, ISet<AnyValue> values)
    {
        if (value.Kind == AnyValueKind.Array)
        {
            foreach (AnyValue element in value.ArrayValue)
            {
                values.Add(element);
            }
        }
        else if (value.Kind != AnyValueKind.Empty)
        {
            values.Add(value);
        }
    }

    private static void AddKeys(IReadOnlyList<KeyValue> attributes, ISet<string> names)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            names.Add(attributes[i].Key);
        }
    }

    private static bool IsAttributeOf(in SpanColumn column, SpanFieldScope scope) => column.Role == ColumnRole.Attribute && column.Place switch
    {
        SpanPlace.Span => scope is SpanFieldScope.Span or SpanFieldScope.Any,
        SpanPlace.Event => scope == SpanFieldScope.Event,
        SpanPlace.Link => scope == SpanFieldScope.Link,
        _ => false,
    };

    private SpanGroup? Open(SpanBlock block, int index, out bool isWhole)
    {
        GroupFooter footer = block.Footer.Groups[index];
        isWhole = footer.MinStartNs >= startNs && footer.MaxStartNs < endNs;
        if (footer.MaxStartNs < startNs || footer.MinStartNs >= endNs)
        {
            return null;
        }

        var group = new SpanGroup(block, index);
        for (int i = 0; i < group.Schema.Columns.Length; i++)
        {
            if (ColumnTest.IsOpaque(group.Schema.Columns[i]) && group.Has(i))
            {
                NeedsSpans = true;
                return null;
            }
        }

        return group;
    }

    private void Visit(SpanGroup group, bool isWhole, Predicate<SpanColumn> wanted, bool firstOnly, Action<int, int> visit)
    {
        SpanColumn[] columns = group.Schema.Columns;
        var visited = new bool[columns.Length];
        bool any = false;
        for (int i = 0; i < columns.Length; i++)
        {
            if (!wanted(columns[i]))
            {
                continue;
            }

            if (!isWhole || !columns[i].HasValues)
            {
                visited[i] = true;
                any = true;
            }
            else if (group.Has(i))
            {
                int count = firstOnly ? 1 : group.Chunk(i)!.DistinctCount;
                for (int code = 0; code < count; code++)
                {
                    visit(i, code);
                }
            }
        }

        if (any)
        {
            var walk = new ColumnWalk(group, visited);
            for (int row = 0; row < group.RowCount; row++)
            {
                walk.Row(row, IsIn(group, row) ? visit : static (_, _) => { });
            }
        }
    }

    /// <summary>Spans that do not say a value have its default.</summary>
    private void AddDefault(SpanGroup group, bool isWhole, FieldTest test, ISet<AnyValue> values)
    {
        if (test.Default is not { } value || values.Contains(value))
        {
            return;
        }

        var visited = new bool[group.Schema.Columns.Length];
        for (int i = 0; i < visited.Length; i++)
        {
            visited[i] = test.LooksAt(group.Schema.Columns[i]);
        }

        var walk = new ColumnWalk(group, visited);
        bool found = false;
        for (int row = 0; row < group.RowCount && !values.Contains(value); row++)
        {
            found = false;
            walk.Row(row, (_, _) => found = true);
            if (!found && (isWhole || IsIn(group, row)))
            {
                values.Add(value);
            }
        }
    }

    private void VisitScopes(SpanGroup group, bool isWhole, Action<StoredScope> visit)
    {
        var visited = new bool[group.AllScopes.Length];
        for (int row = 0; row < group.RowCount; row++)
        {
            int scope = group.Scopes[row];
            if (!visited[scope] && (isWhole || IsIn(group, row)))
            {
                visited[scope] = true;
                visit(group.AllScopes[scope]);
            }
        }
    }

    private bool IsIn(SpanGroup group, int row) => group.StartNs[row] >= startNs && group.StartNs[row] < endNs;
}
