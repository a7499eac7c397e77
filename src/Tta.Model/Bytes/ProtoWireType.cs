namespace Tta.Model;

/// <summary>Wire types of Protocol Buffers (encoding specification, section "Message structure").</summary>
public enum ProtoWireType
{
    /// <summary>Base-128 varint.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>Varint length, then that many bytes.</summary>
    LengthDelimited = 2,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
