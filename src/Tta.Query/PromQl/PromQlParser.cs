using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Reads PromQL. Thread-safe.</summary>
public static class PromQlParser
{
    /// <summary>Nesting that a query may have by default.</summary>
    public const int DefaultMaxDepth = 200;

    /// <summary>Parses and type-checks a query.</summary>
    /// <exception cref="PromQlParseException">The text is not PromQL, or nested deeper than <paramref name="maxDepth"/>.</exception>
    public static Expr Parse(string query, int maxDepth = DefaultMaxDepth)
    {
        ArgumentNullException.ThrowIfNull(query);
        Expr expr = new Parser(query, maxDepth).ParseQuery();
        new TypeChecker(query).Check(expr);
        return expr;
    }

    /// <summary>Parses a series selector, as in the parameter <c>match[]</c>.</summary>
    /// <exception cref="PromQlParseException">The text is not an instant vector selector without modifiers.</exception>
    public static IReadOnlyList<LabelMatcher> ParseSelector(string selector)
    {
        Expr expr = Parse(selector);
        return expr is VectorSelector { Offset: null, At: null } vector
            ? vector.Matchers
            : throw new PromQlParseException(selector, "expected a series selector such as up{job=\"api\"}", expr.Source);
    }
}
