namespace Tta.Model;

/// <summary>Outcome of a span; the numbers are those of OTLP.</summary>
public enum SpanStatusCode
{
    /// <summary>Not said; nothing went wrong as far as is known.</summary>
    Unset = 0,

    /// <summary>Said to be good.</summary>
    Ok = 1,

    /// <summary>Failed.</summary>
    Error = 2,
}
