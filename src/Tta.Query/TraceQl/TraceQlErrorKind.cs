namespace Tta.Query.TraceQl;

/// <summary>Why a query is refused.</summary>
public enum TraceQlErrorKind
{
    /// <summary>It is not TraceQL.</summary>
    Syntax,

    /// <summary>It is TraceQL, and makes no sense: types that do not go together, arguments out of range.</summary>
    Invalid,

    /// <summary>It is TraceQL that is specified and not implemented, here as in Tempo.</summary>
    Unsupported,
}
