namespace Tta.Wire.Prometheus;

/// <summary>How OTLP names become Prometheus names; the values of <c>otlp.translation_strategy</c>.</summary>
public enum NameStrategy
{
    /// <summary>Other characters become "_"; unit and _total are appended. The default.</summary>
    UnderscoreEscapingWithSuffixes,

    /// <summary>Other characters become "_"; nothing is appended.</summary>
    UnderscoreEscapingWithoutSuffixes,

    /// <summary>Names stay as they are; unit and _total are appended.</summary>
    NoUtf8EscapingWithSuffixes,

    /// <summary>Names stay as they are.</summary>
    NoTranslation,
}
