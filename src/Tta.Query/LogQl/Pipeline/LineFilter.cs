namespace Tta.Query.LogQl;

/// <summary>Keeps the lines that meet one of several conditions, or none of them.</summary>
internal sealed record LineFilter(bool IsNegative, IReadOnlyList<LineCondition> Alternatives) : Stage
{
    public override bool Apply(LineState line)
    {
        for (int i = 0; i < Alternatives.Count; i++)
        {
            if (Alternatives[i].Holds(line))
            {
                return !IsNegative;
            }
        }

        return IsNegative;
    }
}
