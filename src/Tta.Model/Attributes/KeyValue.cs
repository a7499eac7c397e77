namespace Tta.Model;

/// <summary>One attribute.</summary>
/// <param name="Key">Name.</param>
/// <param name="Value">Value.</param>
public readonly record struct KeyValue(string Key, AnyValue Value)
{
    /// <summary>Finds the first attribute of a name.</summary>
    public static bool TryFind(IReadOnlyList<KeyValue> attributes, string key, out AnyValue value)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (string.Equals(attributes[i].Key, key, StringComparison.Ordinal))
            {
                value = attributes[i].Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Finds the first attribute of a name.</summary>
    public static bool TryFind(ReadOnlySpan<KeyValue> attributes, string key, out AnyValue value)
    {
        foreach (ref readonly KeyValue attribute in attributes)
        {
            if (string.Equals(attribute.Key, key, StringComparison.Ordinal))
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
