namespace Tta.Query.TraceQl;

/// <summary>Why a parsed query cannot be answered.</summary>
internal sealed record QueryProblem(TraceQlErrorKind Kind, string Detail)
{
    public static QueryProblem Invalid(string detail) => new(TraceQlErrorKind.Invalid, detail);

    public static QueryProblem Unsupported(string feature) => new(TraceQlErrorKind.Unsupported, feature + " not yet supported");
}
