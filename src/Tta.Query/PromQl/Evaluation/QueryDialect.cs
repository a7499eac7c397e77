namespace Tta.Query.PromQl;

/// <summary>Whose arithmetic and messages apply.</summary>
internal enum QueryDialect
{
    PromQl,

    /// <summary>Division by zero gives NaN, and fewer words about duplicate series.</summary>
    LogQl,
}
