namespace Tta.Query.TraceQl;

/// <summary>Operators on values.</summary>
internal enum FieldOperator : byte
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Equal,
    NotEqual,
    Regex,
    NotRegex,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    And,
    Or,
    Not,

    /// <summary>Compared with nil.</summary>
    Exists,
    NotExists,

    /// <summary>Made of chains of comparisons; the language cannot write them.</summary>
    In,
    NotIn,
    MatchAny,
    MatchNone,
}
