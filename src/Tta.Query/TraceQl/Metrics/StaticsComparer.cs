namespace Tta.Query.TraceQl;

/// <summary>Compares rows of values, as keys of groups.</summary>
internal sealed class StaticsComparer : IEqualityComparer<Static[]>
{
    public static StaticsComparer Instance { get; } = new();

    public bool Equals(Static[]? x, Static[]? y)
    {
        for (int i = 0; i < x!.Length; i++)
        {
            if (!x[i].Equals(y![i]))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(Static[] obj)
    {
        var hash = default(HashCode);
        foreach (Static value in obj)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
