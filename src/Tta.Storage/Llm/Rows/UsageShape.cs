using System.Text;
using Tta.Model;

namespace Tta.Storage.Llm.Rows;

/// <summary>The usage types of an observation, in order. Observations of one application share a few shapes.</summary>
internal sealed class UsageShape
{
    public UsageShape(string[] types, bool isWide)
    {
        Types = types;
        IsWide = isWide;
        Total = Array.IndexOf(types, LlmUsage.TotalKey);
        TotalOnly = [Total];
        Input = Where(types, LlmUsage.IsInput);
        Output = Where(types, LlmUsage.IsOutput);
        CachedInput = Where(types, LlmUsage.IsCachedInput);
        Reasoning = Where(types, LlmUsage.IsReasoning);
    }

    public string[] Types { get; }

    /// <summary>True when a number takes two places, because one of them exceeds 31 bits.</summary>
    public bool IsWide { get; }

    /// <summary>Place of the total among the types.</summary>
    public int Total { get; }

    /// <summary>The place of the total, as a list.</summary>
    public int[] TotalOnly { get; }

    /// <summary>Places that count as input.</summary>
    public int[] Input { get; }

    public int[] Output { get; }

    public int[] CachedInput { get; }

    public int[] Reasoning { get; }

    /// <summary>True when so many types, each followed by a zero byte, are the first ones of the shape.</summary>
    public bool BeginsWith(ReadOnlySpan<byte> types, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int end = types.IndexOf((byte)0);
            if (i >= Types.Length || end < 0 || Encoding.UTF8.GetString(types[..end]) != Types[i])
            {
                return false;
            }

            types = types[(end + 1)..];
        }

        return types.IsEmpty;
    }

    /// <summary>Places of the types that count.</summary>
    public static int[] Where(string[] types, Func<string, bool> counts)
    {
        var places = new List<int>();
        for (int i = 0; i < types.Length; i++)
        {
            if (counts(types[i]))
            {
                places.Add(i);
            }
        }

        return [.. places];
    }
}
