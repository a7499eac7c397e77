namespace Tta.Query.TraceQl;

/// <summary>
/// The filter of a query that is still being typed, for the values offered next: what cannot be understood is left out, so that the filter lets
/// too much through, never too little.
/// </summary>
internal static class LenientFilter
{
    /// <summary>The condition of the one spanset of a query; null when everything passes.</summary>
    public static FieldExpr? Parse(string query, int maxDepth)
    {
        if (TryParse(query, maxDepth, out Pipeline? pipeline))
        {
            return pipeline.Stages[0] is SpansetFilter filter && filter.Condition is not StaticExpr { Value.IsTrue: true } ? filter.Condition : null;
        }

        return Salvage(query, maxDepth);
    }

    // Keeps the parts between && that are complete. A part with || may not be dropped alone: then everything passes.
    private static FieldExpr? Salvage(string query, int maxDepth)
    {
        int open = query.IndexOf('{', StringComparison.Ordinal);
        FieldExpr? condition = null;
        foreach ((string part, bool hasOr) in Split(open < 0 ? query : query[(open + 1)..]))
        {
            if (part.Length == 0)
            {
                continue;
            }

            if (TryParse($"{{{part}}}", maxDepth, out Pipeline? pipeline) && pipeline.Stages is [SpansetFilter filter])
            {
                condition = condition is null ? filter.Condition : new BinaryFieldExpr(FieldOperator.And, condition, filter.Condition);
            }
            else if (hasOr)
            {
                return null;
            }
        }

        return condition;
    }

    // The text up to the closing brace, cut at every && that is not inside parentheses or quotes.
    private static IEnumerable<(string Part, bool HasOr)> Split(string text)
    {
        int start = 0;
        int depth = 0;
        bool hasOr = false;
        int at = 0;
        while (at < text.Length && (text[at] != '}' || depth > 0))
        {
            char c = text[at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            bool isDouble = at + 1 < text.Length && text[at + 1] == c;
            if (c is '"' or '`' or '\'')
            {
                at = EndOfQuoted(text, at);
                continue;
            }

            if (c == '|' && isDouble)
            {
                hasOr = true;
            }
            else if (c == '&' && isDouble && depth <= 0)
            {
                yield return (text[start..at].Trim(), hasOr);
                start = at + 2;
                hasOr = false;
            }

            at += c is '&' or '|' && isDouble ? 2 : 1;
        }

        yield return (text[start..at].Trim(), hasOr);
    }

    private static int EndOfQuoted(string text, int at)
    {
        char quote = text[at++];
        while (at < text.Length && text[at] != quote)
        {
            at += text[at] == '\\' && quote != '`' ? 2 : 1;
        }

        return Math.Min(at + 1, text.Length);
    }

    private static bool TryParse(string text, int maxDepth, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Pipeline? pipeline)
    {
        pipeline = null;
        try
        {
            TraceQlQuery query = TraceQlParser.Parse(text, maxDepth);
            TraceQlValidator.ThrowIfInvalid(query);
            pipeline = query.Pipeline ?? (query.Metrics as MetricsQuery)?.Pipeline;
            return pipeline is not null;
        }
        catch (TraceQlParseException)
        {
            // What cannot be understood is the normal case while somebody types.
            return false;
        }
    }
}
