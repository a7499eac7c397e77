namespace Tta.Wire.Otlp;

/// <summary>The two ways in which OTLP messages are written as JSON.</summary>
public enum OtlpJsonStyle
{
    /// <summary>OTLP/JSON: ids in hex, enums as numbers.</summary>
    Otlp,

    /// <summary>Protobuf's own JSON mapping, as Tempo answers: ids in base64, enums by name, zero values left out.</summary>
    Protobuf,
}
