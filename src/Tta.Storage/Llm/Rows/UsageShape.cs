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

    /// <summary>Places that count as input.</summary>
    public int[] Input { get; }

    public int[] Output { get; }

    public int[] CachedInput { get; }

    public int[] Reasoning { get; }

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
