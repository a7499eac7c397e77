namespace Tta.Storage.Traces.Search;

/// <summary>The recent data of one segment as it was at one moment; may be read without the lock.</summary>
internal readonly record struct HeadView(SpanColumns Columns, StoredScope[] Scopes, StoredOperation[] Operations)
{
    public StoredScope ScopeOf(int row) => Scopes[Columns.Scopes[row]];

    public StoredSpan SpanOf(int row) => new(Columns.Records[row], Columns.Offsets[row], Columns.Lengths[row], ScopeOf(row));
}
