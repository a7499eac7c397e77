using System.Globalization;

namespace Tta.Model;

/// <summary>A value of an attribute or log body, as in OTLP's <c>AnyValue</c>. Equal by type and content.</summary>
public readonly struct AnyValue : IEquatable<AnyValue>
{
    private readonly long _bits;
    private readonly object? _reference;

    private AnyValue(AnyValueKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>What the value holds.</summary>
    public AnyValueKind Kind { get; }

    /// <summary>The text; "" for other kinds.</summary>
    public string StringValue => _reference as string ?? "";

    /// <summary>The truth value; false for other kinds.</summary>
    public bool BoolValue => Kind == AnyValueKind.Bool && _bits != 0;

    /// <summary>The integer; 0 for other kinds.</summary>
    public long IntValue => Kind == AnyValueKind.Int ? _bits : 0;

    /// <summary>The float; 0 for other kinds.</summary>
    public double DoubleValue => Kind == AnyValueKind.Double ? BitConverter.Int64BitsToDouble(_bits) : 0;

    /// <summary>The list; empty for other kinds.</summary>
    public IReadOnlyList<AnyValue> ArrayValue => _reference as AnyValue[] ?? [];

    /// <summary>The pairs; empty for other kinds.</summary>
    public IReadOnlyList<KeyValue> MapValue => _reference as KeyValue[] ?? [];

    /// <summary>The pairs, to walk over without an enumerator; empty for other kinds.</summary>
    public ReadOnlySpan<KeyValue> Pairs => _reference as KeyValue[];

    /// <summary>The bytes; empty for other kinds.</summary>
    public ReadOnlyMemory<byte> BytesValue => _reference as byte[] ?? [];

    /// <summary>Integer or float as a number; false for other kinds and for text that is not a number.</summary>
    public bool TryGetNumber(out double number)
    {
        number = Kind == AnyValueKind.Int ? _bits : DoubleValue;
        return Kind is AnyValueKind.Int or AnyValueKind.Double
            || (Kind == AnyValueKind.String && double.TryParse(StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out number));
    }

    /// <summary>A text value.</summary>
    public static AnyValue From(string value) => new(AnyValueKind.String, 0, value);

    /// <summary>A truth value.</summary>
    public static AnyValue From(bool value) => new(AnyValueKind.Bool, value ? 1 : 0, null);

    /// <summary>An integer value.</summary>
    public static AnyValue From(long value) => new(AnyValueKind.Int, value, null);

    /// <summary>A float value.</summary>
    public static AnyValue From(double value) => new(AnyValueKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A list; takes the array over.</summary>
    public static AnyValue From(AnyValue[] values) => new(AnyValueKind.Array, 0, values);

    /// <summary>Pairs; takes the array over.</summary>
    public static AnyValue From(KeyValue[] pairs) => new(AnyValueKind.Map, 0, pairs);

    /// <summary>Bytes; takes the array over.</summary>
    public static AnyValue From(byte[] bytes) => new(AnyValueKind.Bytes, 0, bytes);

    /// <summary>Text form: text as it is, numbers invariant, true/false, lists and maps as JSON, bytes as base64, empty as "".</summary>
    public string ToText() => Kind switch
    {
        AnyValueKind.Empty => "",
        AnyValueKind.String => StringValue,
        AnyValueKind.Bool => BoolValue ? "true" : "false",
        AnyValueKind.Int => _bits.ToString(CultureInfo.InvariantCulture),
        AnyValueKind.Double => DoubleText(DoubleValue),
        AnyValueKind.Bytes => Convert.ToBase64String(BytesValue.Span),
        _ => AnyValueJson.ToJson(this),
    };

    /// <inheritdoc/>
    public bool Equals(AnyValue other)
    {
        if (Kind != other.Kind || _bits != other._bits)
        {
            return false;
        }

        return Kind switch
        {
            AnyValueKind.String => string.Equals(StringValue, other.StringValue, StringComparison.Ordinal),
            AnyValueKind.Array => ((AnyValue[])_reference!).AsSpan().SequenceEqual((AnyValue[])other._reference!),
            AnyValueKind.Map => ((KeyValue[])_reference!).AsSpan().SequenceEqual((KeyValue[])other._reference!),
            AnyValueKind.Bytes => BytesValue.Span.SequenceEqual(other.BytesValue.Span),
            _ => true,
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AnyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        AnyValueKind.String => string.GetHashCode(StringValue, StringComparison.Ordinal),
        AnyValueKind.Array or AnyValueKind.Map or AnyValueKind.Bytes => HashCode.Combine(Kind, ToText()),
        _ => HashCode.Combine(Kind, _bits),
    };

    /// <summary>The text form.</summary>
    public override string ToString() => ToText();

    /// <inheritdoc cref="Equals(AnyValue)"/>
    public static bool operator ==(AnyValue left, AnyValue right) => left.Equals(right);

    /// <inheritdoc cref="Equals(AnyValue)"/>
    public static bool operator !=(AnyValue left, AnyValue right) => !left.Equals(right);

    private static string DoubleText(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : value.ToString("R", CultureInfo.InvariantCulture);
}
