namespace Tta.Query.PromQl;

/// <summary>How many series of each side may share a match group.</summary>
public enum MatchCardinality
{
    /// <summary>One and one.</summary>
    OneToOne,

    /// <summary>Many left, one right: <c>group_left</c>.</summary>
    ManyToOne,

    /// <summary>One left, many right: <c>group_right</c>.</summary>
    OneToMany,

    /// <summary>Set operators.</summary>
    ManyToMany,
}
