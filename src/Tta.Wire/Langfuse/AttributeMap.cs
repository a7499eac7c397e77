using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Attributes by name: of several with one name the last counts.</summary>
internal sealed class AttributeMap
{
    private readonly Dictionary<string, AnyValue> _byKey;

    public AttributeMap(IReadOnlyList<KeyValue> attributes)
    {
        _byKey = new Dictionary<string, AnyValue>(attributes.Count, StringComparer.Ordinal);
        foreach (KeyValue attribute in attributes)
        {
            _byKey[attribute.Key] = Plain(attribute.Value);
        }
    }

    public int Count => _byKey.Count;

    /// <summary>In the order of first mention.</summary>
    public IEnumerable<string> Keys => _byKey.Keys;

    /// <summary>Empty when absent.</summary>
    public AnyValue this[string key] => _byKey.TryGetValue(key, out AnyValue value) ? value : default;

    public bool Has(string key) => _byKey.ContainsKey(key);

    public bool IsText(string key, string text) => this[key] is { Kind: AnyValueKind.String } value && value.StringValue == text;

    public string? Text(string key) => this[key] is { Kind: not AnyValueKind.Empty } value ? PlainJson.Text(value) : null;

    /// <summary>The first that is there.</summary>
    public AnyValue First(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (this[key] is { Kind: not AnyValueKind.Empty } value)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The first that is neither "", 0 nor false.</summary>
    public AnyValue FirstTruthy(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (this[key] is var value && PlainJson.IsTruthy(value))
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The first truthy one as text, JSON when it is none; null when there is none.</summary>
    public string? FirstText(params ReadOnlySpan<string> keys) =>
        FirstTruthy(keys) is { Kind: not AnyValueKind.Empty } value ? PlainJson.TextOrJson(value) : null;

    public bool HasMeaningful(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (PlainJson.IsMeaningful(this[key]))
            {
                return true;
            }
        }

        return false;
    }

    public AnyValue ToMap()
    {
        var pairs = new KeyValue[_byKey.Count];
        int i = 0;
        foreach ((string key, AnyValue value) in _byKey)
        {
            pairs[i++] = new KeyValue(key, value);
        }

        return AnyValue.From(pairs);
    }

    // Numbers that JSON cannot hold, bytes and maps become text; lists stay lists.
    private static AnyValue Plain(in AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.Double when !double.IsFinite(value.DoubleValue):
            case AnyValueKind.Map or AnyValueKind.Bytes:
                return AnyValue.From(value.ToText());
            case AnyValueKind.Array:
                var items = new AnyValue[value.ArrayValue.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Plain(value.ArrayValue[i]);
                }

                return AnyValue.From(items);
            default:
                return value;
        }
    }
}
