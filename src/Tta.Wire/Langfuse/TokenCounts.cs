using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Counts by bucket, in the order of first mention.</summary>
internal sealed class TokenCounts
{
    private readonly MapBuilder _map = new();

    public int Count => _map.Count;

    /// <summary>Null when there is no such bucket; setting null changes nothing.</summary>
    public double? this[string bucket]
    {
        get => _map[bucket] is { Kind: not AnyValueKind.Empty } value && value.TryGetNumber(out double number) ? number : null;
        set
        {
            if (value is { } number)
            {
                _map.Set(bucket, PlainJson.Number(number));
            }
        }
    }

    /// <summary>The first bucket that is there.</summary>
    public double? First(ReadOnlySpan<string> buckets)
    {
        foreach (string bucket in buckets)
        {
            if (this[bucket] is { } count)
            {
                return count;
            }
        }

        return null;
    }

    /// <summary>Sets a bucket that has no count yet.</summary>
    public void Default(string bucket, double? count) => this[bucket] ??= count;

    /// <summary>Takes parts out of a bucket that includes them; it never falls below zero.</summary>
    public void Subtract(string bucket, params ReadOnlySpan<double?> parts)
    {
        double rest = this[bucket] ?? 0;
        foreach (double? part in parts)
        {
            rest -= part ?? 0;
        }

        this[bucket] = Math.Max(rest, 0);
    }

    /// <summary>The counts so far.</summary>
    public ReadOnlySpan<KeyValue> Pairs => _map.Pairs;

    public AnyValue Build() => _map.Build();
}
