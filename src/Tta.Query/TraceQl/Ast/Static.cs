using System.Globalization;
using System.Text;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A typed value: a literal of a query, or what a field of a span holds. Equal by type and content.</summary>
internal readonly struct Static : IEquatable<Static>
{
    private readonly long _bits;
    private readonly object? _reference;

    private Static(StaticType type, long bits, object? reference = null)
    {
        Type = type;
        _bits = bits;
        _reference = reference;
    }

    public static Static Nil => default;

    public static Static True => From(true);

    public static Static False => From(false);

    public StaticType Type { get; }

    public bool IsNil => Type == StaticType.Nil;

    public bool IsTrue => Type == StaticType.Boolean && _bits != 0;

    /// <summary>Integer, nanoseconds, status or kind.</summary>
    public long Bits => _bits;

    /// <summary>The text; "" for other types.</summary>
    public string Text => _reference as string ?? "";

    /// <summary>The elements; empty for other types.</summary>
    public IReadOnlyList<AnyValue> Elements => _reference as IReadOnlyList<AnyValue> ?? [];

    /// <summary>The number, durations in nanoseconds; NaN for other types.</summary>
    public double Number => Type switch
    {
        StaticType.Float => BitConverter.Int64BitsToDouble(_bits),
        StaticType.Int or StaticType.Duration => _bits,
        _ => double.NaN,
    };

    /// <summary>The number, durations in seconds; NaN for other types.</summary>
    public double NumberInSeconds => Type == StaticType.Duration ? _bits / 1e9 : Number;

    public static Static From(long value) => new(StaticType.Int, value);

    public static Static From(double value) => new(StaticType.Float, BitConverter.DoubleToInt64Bits(value));

    public static Static From(string value) => new(StaticType.String, 0, value);

    public static Static From(bool value) => new(StaticType.Boolean, value ? 1 : 0);

    public static Static Duration(long ns) => new(StaticType.Duration, ns);

    public static Static From(SpanStatusCode status) => new(StaticType.Status, (long)status);

    public static Static From(SpanKind kind) => new(StaticType.Kind, (long)kind);

    /// <summary>An array; its type is that of the first element, an empty one is an array of strings.</summary>
    public static Static From(IReadOnlyList<AnyValue> elements)
    {
        AnyValueKind first = elements.Count == 0 ? AnyValueKind.String : elements[0].Kind;
        return first switch
        {
            AnyValueKind.Int => new(StaticType.IntArray, 0, elements),
            AnyValueKind.Double => new(StaticType.FloatArray, 0, elements),
            AnyValueKind.String => new(StaticType.StringArray, 0, elements),
            AnyValueKind.Bool => new(StaticType.BooleanArray, 0, elements),
            _ => default,
        };
    }

    /// <summary>An attribute's value. Maps, bytes and arrays of such are no values of the language: nil.</summary>
    public static Static From(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.String => From(value.StringValue),
        AnyValueKind.Int => From(value.IntValue),
        AnyValueKind.Double => From(value.DoubleValue),
        AnyValueKind.Bool => From(value.BoolValue),
        AnyValueKind.Array => From(value.ArrayValue),
        _ => default,
    };

    /// <summary>The value in an answer: durations, status, kind and nil as text.</summary>
    public AnyValue ToAnyValue() => Type switch
    {
        StaticType.Int => AnyValue.From(_bits),
        StaticType.Float => AnyValue.From(Number),
        StaticType.Boolean => AnyValue.From(_bits != 0),
        StaticType.IntArray or StaticType.FloatArray or StaticType.StringArray or StaticType.BooleanArray =>
            AnyValue.From([.. Elements]),
        _ => AnyValue.From(ToText()),
    };

    /// <summary>The text without quotes.</summary>
    public string ToText() => Type == StaticType.String ? Text : ToString();

    /// <summary>The literal, as a query writes it.</summary>
    public override string ToString() => Type switch
    {
        StaticType.Nil => "nil",
        StaticType.Int => _bits.ToString(CultureInfo.InvariantCulture),
        StaticType.Float => FloatLiteral(Number),
        StaticType.String => StringLiteral(Text),
        StaticType.Boolean => _bits != 0 ? "true" : "false",
        StaticType.Duration => DurationFormat.Format(_bits),
        StaticType.Status => TraceWords.Of((SpanStatusCode)_bits),
        StaticType.Kind => TraceWords.Of((SpanKind)_bits),
        _ => ArrayText(),
    };

    public bool Equals(Static other)
    {
        if (Type != other.Type)
        {
            return false;
        }

        return Type switch
        {
            StaticType.Float => Number.Equals(other.Number),
            StaticType.String => string.Equals(Text, other.Text, StringComparison.Ordinal),
            StaticType.IntArray or StaticType.FloatArray or StaticType.StringArray or StaticType.BooleanArray => SameElements(other),
            _ => _bits == other._bits,
        };
    }

    public override bool Equals(object? obj) => obj is Static other && Equals(other);

    public override int GetHashCode() => Type switch
    {
        StaticType.String => string.GetHashCode(Text, StringComparison.Ordinal),
        StaticType.IntArray or StaticType.FloatArray or StaticType.StringArray or StaticType.BooleanArray =>
            HashCode.Combine(Type, Elements.Count, Elements.Count > 0 ? Elements[0] : default),
        _ => HashCode.Combine(Type, _bits),
    };

    /// <summary>A string as a raw literal, or quoted when it has characters that a raw literal cannot hold.</summary>
    private static string StringLiteral(string text) =>
        text.AsSpan().ContainsAny('`', '\r') ? GoText.Quote(text) : $"`{text}`";

    private static string FloatLiteral(double value)
    {
        string text = GoText.Shortest(value);
        return !double.IsFinite(value) || text.AsSpan().ContainsAny('e', '.') ? text : text + ".0";
    }

    private string ArrayText()
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < Elements.Count; i++)
        {
            AnyValue element = Elements[i];
            text.Append(i == 0 ? "" : ", ").Append(element.Kind switch
            {
                AnyValueKind.String => $"`{element.StringValue}`",
                AnyValueKind.Double => GoText.Shortest(element.DoubleValue),
                _ => element.ToText(),
            });
        }

        return text.Append(']').ToString();
    }

    private bool SameElements(in Static other)
    {
        IReadOnlyList<AnyValue> left = Elements;
        IReadOnlyList<AnyValue> right = other.Elements;
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }
}
