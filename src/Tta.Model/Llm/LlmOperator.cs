namespace Tta.Model;

/// <summary>How a field compares with the value of an <see cref="LlmCondition"/>. An absent field satisfies only what is said of it here.</summary>
public enum LlmOperator : byte
{
    /// <summary>Text or number is equal.</summary>
    Equal,

    /// <summary>Text or number is different, or absent.</summary>
    NotEqual,

    /// <summary>Number is greater.</summary>
    Greater,

    /// <summary>Number is greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>Number is less.</summary>
    Less,

    /// <summary>Number is less or equal.</summary>
    LessOrEqual,

    /// <summary>Text contains the value.</summary>
    Contains,

    /// <summary>Text does not contain the value, or is absent.</summary>
    NotContains,

    /// <summary>Text starts with the value.</summary>
    StartsWith,

    /// <summary>Text ends with the value.</summary>
    EndsWith,

    /// <summary>Text is one of the values; of several texts, one is.</summary>
    AnyOf,

    /// <summary>Text is none of the values, or absent; of several texts, none is.</summary>
    NoneOf,

    /// <summary>Every value is among the texts.</summary>
    AllOf,

    /// <summary>Absent or empty.</summary>
    IsNull,

    /// <summary>Neither absent nor empty.</summary>
    IsNotNull,
}
