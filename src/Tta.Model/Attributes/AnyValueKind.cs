namespace Tta.Model;

/// <summary>What an <see cref="AnyValue"/> holds.</summary>
public enum AnyValueKind
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Text.</summary>
    String,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>64-bit integer.</summary>
    Int,

    /// <summary>64-bit float.</summary>
    Double,

    /// <summary>List of values.</summary>
    Array,

    /// <summary>List of key-value pairs.</summary>
    Map,

    /// <summary>Bytes.</summary>
    Bytes,
}
