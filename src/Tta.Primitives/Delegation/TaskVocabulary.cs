using System.Collections.Frozen;

namespace Tta.Primitives;

/// <summary>Words by which a task says what it asks for. English; whoever needs more takes a model as the orchestrator.</summary>
internal static class TaskVocabulary
{
    private static readonly FrozenDictionary<string, TaskTraits> s_traits = Table(
        (TaskTraits.Reasoning, "analyse analyze argue assess compare conclude decide deduce derive diagnose evaluate explain infer justify plan prioritise prioritize prove reason solve strategy tradeoff tradeoffs why"),
        (TaskTraits.Creativity, "brainstorm compose creative fiction headline imagine invent lyrics metaphor name names narrative novel poem slogan slogans story tagline"),
        (TaskTraits.Code, "algorithm api bug bugs class code compile compiler debug endpoint exception function implement javascript method program python query refactor regex repository rust script sql test tests typescript unit"),
        (TaskTraits.Speed, "asap brief briefly fast immediately quick quickly short shortly soon tldr"),
        (TaskTraits.LongContext, "book books corpus documents transcript transcripts"));

    private static readonly FrozenSet<string> s_hard = FrozenSet.ToFrozenSet<string>(
    [
        "architecture", "concurrency", "concurrent", "consensus", "cryptography", "distributed", "formal", "formally", "legal", "migration", "optimal", "optimise",
        "optimize", "production", "proof", "prove", "research", "scalable", "security", "theorem", "thesis", "vulnerability",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_steps =
        FrozenSet.ToFrozenSet<string>(["afterwards", "finally", "first", "next", "second", "then", "third"], StringComparer.Ordinal);

    public static (TaskComplexity Complexity, TaskTraits Traits) Classify(string task, int longContextChars)
    {
        TaskTraits traits = task.Length >= longContextChars ? TaskTraits.LongContext : TaskTraits.None;
        int words = 0, hard = 0, steps = 0;
        foreach (string word in TextIndex.Words(task))
        {
            words++;
            traits |= s_traits.GetValueOrDefault(word);
            hard += s_hard.Contains(word) ? 1 : 0;
            steps += s_steps.Contains(word) ? 1 : 0;
        }

        // Thinking and programming are more than one step; so is what tells its steps, is long, or names a hard field.
        int points = (traits.HasFlag(TaskTraits.Reasoning) ? 1 : 0) + (traits.HasFlag(TaskTraits.Code) ? 1 : 0)
            + (steps > 1 ? 1 : 0) + (words > 200 ? 1 : 0) + (words > 1000 ? 1 : 0) + Math.Min(hard, 3);
        return (points switch { 0 => TaskComplexity.Simple, 1 or 2 => TaskComplexity.Moderate, 3 or 4 => TaskComplexity.Complex, _ => TaskComplexity.Expert }, traits);
    }

    private static FrozenDictionary<string, TaskTraits> Table(params ReadOnlySpan<(TaskTraits Trait, string Words)> lists)
    {
        var table = new Dictionary<string, TaskTraits>(StringComparer.Ordinal);
        foreach ((TaskTraits trait, string words) in lists)
        {
            foreach (string word in words.Split(' '))
            {
                table[word] = table.GetValueOrDefault(word) | trait;
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
