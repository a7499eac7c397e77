namespace Tta.Query.LogQl;

internal static class Pipeline
{
    /// <summary>Runs all stages. False when one drops the line.</summary>
    public static bool Run(IReadOnlyList<Stage> stages, LineState line)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            if (!stages[i].Apply(line))
            {
                return false;
            }
        }

        return true;
    }
}
