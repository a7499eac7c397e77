namespace Tta.Query.TraceQl;

/// <summary>What an expression outside of braces can be.</summary>
[Flags]
internal enum OperandSorts
{
    None = 0,

    /// <summary>A number.</summary>
    Constant = 1,

    /// <summary>Arithmetic with at least one aggregate.</summary>
    Scalar = 2,

    /// <summary>Filters in braces and operators between them.</summary>
    Spanset = 4,

    /// <summary>A pipeline in parentheses, or operators between such.</summary>
    WrappedPipeline = 8,

    /// <summary>A pipeline in parentheses that ends in an aggregate, or arithmetic between such.</summary>
    ScalarPipeline = 16,

    /// <summary>A metrics query in parentheses, or arithmetic between such.</summary>
    Metrics = 32,

    /// <summary>A comparison of scalars: a stage.</summary>
    ScalarFilter = 64,

    /// <summary>A comparison of scalar pipelines: a whole query.</summary>
    ScalarPipelineFilter = 128,

    /// <summary>A stage that takes no operators.</summary>
    Stage = 256,

    /// <summary>A pipeline of which no more is to come.</summary>
    Pipeline = 512,

    /// <summary>What may stand between arithmetic operators of one stage.</summary>
    Arithmetic = Constant | Scalar,

    /// <summary>What a stage may start with or be.</summary>
    InStage = Arithmetic | Spanset | ScalarFilter,

    /// <summary>What can only be told apart behind a parenthesis.</summary>
    OfPipelines = WrappedPipeline | ScalarPipeline | Metrics,

    All = InStage | OfPipelines | ScalarPipelineFilter,
}
