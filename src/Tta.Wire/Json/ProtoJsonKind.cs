namespace Tta.Wire.Json;

/// <summary>How a field of a protobuf message appears in OTLP/JSON and on the wire.</summary>
internal enum ProtoJsonKind : byte
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes as base64.</summary>
    Base64,

    /// <summary>Bytes as hex digits of any case: trace and span ids.</summary>
    Hex,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Whole number as varint, two's complement; also enums, which OTLP/JSON writes as numbers only.</summary>
    Int,

    /// <summary>Whole number as zigzag varint.</summary>
    ZigZag,

    /// <summary>Unsigned 32-bit number in four bytes.</summary>
    Fixed32,

    /// <summary>Unsigned 64-bit number in eight bytes.</summary>
    Fixed64,

    /// <summary>Signed 64-bit number in eight bytes.</summary>
    SFixed64,

    /// <summary>Double; also the texts NaN, Infinity and -Infinity.</summary>
    Float64,

    /// <summary>Nested message.</summary>
    Message,
}
