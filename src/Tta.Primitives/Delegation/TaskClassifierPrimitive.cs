using System.Numerics;

namespace Tta.Primitives;

/// <summary>Says how hard a task is, what it asks for, and which model it should go to. By rules: it costs nothing and always says the same.</summary>
internal sealed class TaskClassifierPrimitive : Primitive<string, TaskClassification>
{
    private readonly ModelProfile[] _models;
    private readonly TaskClassifierOptions _options;

    public TaskClassifierPrimitive(IEnumerable<ModelProfile> models, TaskClassifierOptions options)
        : base(options.Validated().Name, "TaskClassifierPrimitive")
    {
        ArgumentNullException.ThrowIfNull(models);
        _models = [.. models];
        _options = options;
        if (_models.Length == 0)
        {
            throw new ArgumentException($"task classifier '{Name}' needs at least one model", nameof(models));
        }
    }

    protected override ValueTask<TaskClassification> ExecuteCoreAsync(string input, WorkflowContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        (TaskComplexity complexity, TaskTraits traits) = TaskVocabulary.Classify(input, _options.LongContextChars);
        ModelProfile[] bestFirst = Rank(complexity, traits);
        string reason = traits == TaskTraits.None ? Word(complexity) : $"{Word(complexity)}: {Words(traits)}";
        CurrentSpan.Set("task.complexity", Word(complexity));
        CurrentSpan.Set("task.traits", Words(traits));
        CurrentSpan.Set("task.model", bestFirst[0].Name);
        return new(new TaskClassification(
            complexity, traits, bestFirst[0].Name, [.. bestFirst.Skip(1).Select(static model => model.Name)], reason));
    }

    // Strong enough first, then what the task cannot do without, then by preference; the rest, strongest first, is better than nothing.
    private ModelProfile[] Rank(TaskComplexity complexity, TaskTraits traits)
    {
        bool needsLongContext = traits.HasFlag(TaskTraits.LongContext);
        return
        [
            .. _models
                .OrderByDescending(model => needsLongContext && model.Traits.HasFlag(TaskTraits.LongContext))
                .ThenByDescending(model => model.Strength >= complexity ? TaskComplexity.Expert : model.Strength)
                .ThenByDescending(model => _options.PreferFree && model.UsdPerMillionTokens == 0)
                .ThenByDescending(model => BitOperations.PopCount((uint)(model.Traits & traits)))
                .ThenBy(static model => model.UsdPerMillionTokens)
                .ThenBy(static model => model.Strength),
        ];
    }

    private static string Word(TaskComplexity complexity) => complexity switch
    {
        TaskComplexity.Simple => "simple",
        TaskComplexity.Moderate => "moderate",
        TaskComplexity.Complex => "complex",
        _ => "expert",
    };

    private static string Words(TaskTraits traits) => string.Join(", ", ((TaskTraits[])
        [TaskTraits.Reasoning, TaskTraits.Creativity, TaskTraits.Code, TaskTraits.Speed, TaskTraits.LongContext])
        .Where(trait => traits.HasFlag(trait))
        .Select(static trait => trait switch
        {
            TaskTraits.Reasoning => "reasoning",
            TaskTraits.Creativity => "creativity",
            TaskTraits.Code => "code",
            TaskTraits.Speed => "speed",
            _ => "long_context",
        }));
}
