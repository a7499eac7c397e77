using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// One condition on spans. It is checked from cheap to dear: by columns of a block or the index of the recent data, which may let a span pass that
/// does not satisfy it, and on the span itself, which does not. Used by one query.
/// </summary>
internal abstract class SpanTest
{
    private readonly Dictionary<StoredScope, bool> _scopes = [];

    /// <summary>Bytes that each occur in the message of a span that satisfies the condition by itself, not by its scope.</summary>
    public virtual IReadOnlyList<byte[]> Needles => [];

    /// <summary>The only text that a column of text can satisfy the condition with; null when there are others.</summary>
    public virtual byte[]? OnlyText => null;

    /// <summary>True when a span without any value of the columns satisfies the condition: its default does.</summary>
    public virtual bool MatchesAbsent => false;

    /// <summary>Whether a column has to do with the condition.</summary>
    public abstract bool LooksAt(in SpanColumn column);

    /// <summary>Whether a value of a column that the test looks at satisfies the condition.</summary>
    public abstract bool Matches(in AnyValue value);

    /// <summary>The same for text, without making a string of it if that can be avoided.</summary>
    public virtual bool MatchesText(ReadOnlySpan<byte> utf8) => Matches(AnyValue.From(System.Text.Encoding.UTF8.GetString(utf8)));

    /// <summary>Whether a decoded span satisfies the condition.</summary>
    public abstract bool Matches(Span span);

    /// <summary>What the index of the recent data says of a row; null when the message must be looked at.</summary>
    public virtual bool? MatchesIndex(in HeadView part, int row) => null;

    /// <summary>Whether some duration in this range may satisfy the condition.</summary>
    public virtual bool MayMatchDurations(long shortestNs, long longestNs) => true;

    /// <summary>Whether some row of a block may satisfy the condition, as far as its columns and scopes tell.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public virtual bool MayMatch(SpanBlock block) => MatchesAbsent
        || Array.Exists(block.Schema.Columns, column => ColumnTest.IsOpaque(column) || LooksAt(column))
        || Array.Exists(block.Scopes, MatchesScope);

    /// <summary>Whether some row of a stretch of groups may satisfy the condition, as far as the filters of the stretch tell.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public virtual bool MayMatch(SpanBlock block, int stretch) => ColumnTest.MayMatch(this, block, stretch);

    /// <summary>Whether some row of a group may satisfy the condition, as far as can be told without its rows.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public virtual bool MayMatch(SpanGroup group) => ColumnTest.MayMatch(this, group);

    /// <summary>Takes the rows out of the mask that cannot satisfy the condition.</summary>
    public virtual void Restrict(SpanGroup group, bool[] mask) => ColumnTest.Restrict(this, group, mask);

    /// <summary>Whether resource and scope alone satisfy the condition.</summary>
    public bool MatchesScope(StoredScope scope)
    {
        if (!_scopes.TryGetValue(scope, out bool matches))
        {
            matches = CheckScope(scope);
            _scopes.Add(scope, matches);
        }

        return matches;
    }

    /// <summary>Whether the message of a span may satisfy the condition; false is certain.</summary>
    public virtual bool MayMatchMessage(ReadOnlySpan<byte> message, StoredScope scope)
    {
        if (MatchesScope(scope))
        {
            return true;
        }

        foreach (byte[] needle in Needles)
        {
            if (message.IndexOf(needle) < 0)
            {
                return false;
            }
        }

        return true;
    }

    protected abstract bool CheckScope(StoredScope scope);
}
