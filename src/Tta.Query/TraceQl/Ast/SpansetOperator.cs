namespace Tta.Query.TraceQl;

/// <summary>An operator between spansets.</summary>
internal readonly record struct SpansetOperator(SpansetRelation Relation, SpansetForm Form = SpansetForm.Plain)
{
    /// <summary>Structural operators bind tighter than <c>&amp;&amp;</c> and <c>||</c>.</summary>
    public bool IsStructural => Relation > SpansetRelation.Or;

    /// <summary>The operator of a token, or null.</summary>
    public static SpansetOperator? OfToken(string text) => text switch
    {
        "&&" => new(SpansetRelation.And),
        "||" => new(SpansetRelation.Or),
        ">" => new(SpansetRelation.Child),
        "<" => new(SpansetRelation.Parent),
        ">>" => new(SpansetRelation.Descendant),
        "<<" => new(SpansetRelation.Ancestor),
        "~" => new(SpansetRelation.Sibling),
        "!>" => new(SpansetRelation.Child, SpansetForm.Negated),
        "!<" => new(SpansetRelation.Parent, SpansetForm.Negated),
        "!>>" => new(SpansetRelation.Descendant, SpansetForm.Negated),
        "!<<" => new(SpansetRelation.Ancestor, SpansetForm.Negated),
        "!~" => new(SpansetRelation.Sibling, SpansetForm.Negated),
        "&>" => new(SpansetRelation.Child, SpansetForm.Union),
        "&<" => new(SpansetRelation.Parent, SpansetForm.Union),
        "&>>" => new(SpansetRelation.Descendant, SpansetForm.Union),
        "&<<" => new(SpansetRelation.Ancestor, SpansetForm.Union),
        "&~" => new(SpansetRelation.Sibling, SpansetForm.Union),
        _ => null,
    };

    public override string ToString()
    {
        string relation = Relation switch
        {
            SpansetRelation.And => "&&",
            SpansetRelation.Or => "||",
            SpansetRelation.Child => ">",
            SpansetRelation.Parent => "<",
            SpansetRelation.Descendant => ">>",
            SpansetRelation.Ancestor => "<<",
            _ => "~",
        };
        return Form switch
        {
            SpansetForm.Negated => "!" + relation,
            SpansetForm.Union => "&" + relation,
            _ => relation,
        };
    }
}
