using System.Text;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A field of a span as a query names it.</summary>
/// <param name="Scope">Where it is looked up.</param>
/// <param name="Name">Name of the attribute, or canonical name of the intrinsic.</param>
/// <param name="Intrinsic">The intrinsic, or none for an attribute.</param>
/// <param name="OfParent">True for a field of the span's parent, which the language has and no engine answers.</param>
internal readonly record struct TraceField(SpanFieldScope Scope, string Name, Intrinsic Intrinsic = Intrinsic.None, bool OfParent = false)
{
    public static TraceField Of(Intrinsic intrinsic) => new(SpanFieldScope.Intrinsic, Intrinsics.NameOf(intrinsic), intrinsic);

    public bool IsIntrinsic => Intrinsic != Intrinsic.None;

    public StaticType ImpliedType => Intrinsics.TypeOf(Intrinsic);

    /// <summary>True for the runes that an attribute name may have without quotes.</summary>
    public static bool IsAttributeRune(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && rune.Value is not ('{' or '}' or '(' or ')' or '=' or '~' or '!' or '<' or '>' or '&' or '|' or '^' or ',');

    /// <summary>The field as a query writes it; also its name as a label.</summary>
    public override string ToString()
    {
        if (IsIntrinsic)
        {
            return Name;
        }

        string scope = Scope switch
        {
            SpanFieldScope.Resource => "resource.",
            SpanFieldScope.Span => "span.",
            SpanFieldScope.Event => "event.",
            SpanFieldScope.Link => "link.",
            SpanFieldScope.Instrumentation => "instrumentation.",
            _ => OfParent ? "" : ".",
        };
        return (OfParent ? "parent." : "") + scope + (NeedsQuotes(Name) ? Quote(Name) : Name);
    }

    private static bool NeedsQuotes(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (!IsAttributeRune(rune) || rune.Value == '"')
            {
                return true;
            }
        }

        return name.Length == 0;
    }

    private static string Quote(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
