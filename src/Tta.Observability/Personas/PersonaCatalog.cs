using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>The personas of an application, read from JSON or YAML or built in code. Immutable.</summary>
/// <example>
/// <code>
/// { "personas": [ { "name": "tta-backend-engineer", "tokenBudget": 2000, "budgetWindowMinutes": 60, "onBudgetExceeded": "refuse" } ] }
/// </code>
/// </example>
public sealed partial class PersonaCatalog
{
    private const string Prefix = "tta-";
    private static readonly Lazy<PersonaCatalog> s_examples = new(ReadExamples);

    private readonly Dictionary<string, PersonaDefinition> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes the personas of an application.</summary>
    /// <param name="personas">The personas; names differ.</param>
    /// <param name="chatModes">Chat modes and who may be in them; null defines none. Modes that are not defined are open to all.</param>
    /// <param name="workflows">Who does which stage; null defines none.</param>
    /// <exception cref="ArgumentException">
    /// A name is blank, given twice or refers to no persona, a budget is negative or a window shorter than a minute.
    /// </exception>
    public PersonaCatalog(IEnumerable<PersonaDefinition> personas, IEnumerable<ChatModeDefinition>? chatModes = null, IEnumerable<StagePlan>? workflows = null)
    {
        ArgumentNullException.ThrowIfNull(personas);
        All = [.. personas];
        ChatModes = [.. chatModes ?? []];
        Workflows = [.. workflows ?? []];
        foreach (PersonaDefinition persona in All)
        {
            Require(!string.IsNullOrWhiteSpace(persona.Name), "a persona has no name");
            Require(persona.TokenBudget >= 0, $"persona {persona.Name}: tokenBudget {persona.TokenBudget} is negative; 0 means no limit");
            Require(persona.CostBudgetUsd >= 0, $"persona {persona.Name}: costBudgetUsd {persona.CostBudgetUsd} is negative; 0 means no limit");
            Require(persona.BudgetWindowMinutes >= 1, $"persona {persona.Name}: budgetWindowMinutes {persona.BudgetWindowMinutes} must be at least 1");
            Require(_byName.TryAdd(persona.Name, persona), $"persona {persona.Name} is defined twice");
        }

        RequireDifferent("chat mode", ChatModes.Select(static mode => mode.Name));
        RequireDifferent("workflow", Workflows.Select(static plan => plan.Name));
        RequireKnown("chat mode", ChatModes.SelectMany(static mode => mode.Personas.Select(persona => (mode.Name, persona))));
        RequireKnown("workflow", Workflows.SelectMany(static plan => plan.Stages.Select(stage => (plan.Name, stage.Persona))));
    }

    /// <summary>Six personas to start from: backend, frontend, devops, testing, observability and data.</summary>
    public static PersonaCatalog Examples => s_examples.Value;

    /// <summary>All personas, in the order of their definition.</summary>
    public IReadOnlyList<PersonaDefinition> All { get; }

    /// <summary>Chat modes and who may be in them.</summary>
    public IReadOnlyList<ChatModeDefinition> ChatModes { get; }

    /// <summary>Kinds of work and who does which stage.</summary>
    public IReadOnlyList<StagePlan> Workflows { get; }

    /// <summary>Reads a persona file: YAML when its name ends in <c>.yaml</c> or <c>.yml</c>, else JSON. Members have the same names in both.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>Its personas.</returns>
    /// <exception cref="FormatException">The content is wrong; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PersonaCatalog Load(string path)
    {
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? ParseYaml(File.ReadAllText(path)) : Parse(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads personas from JSON. Comments and trailing commas are fine, unknown members are not.</summary>
    /// <param name="utf8Json">The text, in UTF-8.</param>
    /// <returns>Its personas.</returns>
    /// <exception cref="FormatException">The content is wrong; the message says where.</exception>
    public static PersonaCatalog Parse(ReadOnlySpan<byte> utf8Json) => Parse(utf8Json, static e => $"line {e.LineNumber + 1}, {e.Path}: {e.Message}");

    /// <summary>Reads personas from YAML; unknown members are refused.</summary>
    /// <param name="yaml">The text: one document with the members that the JSON has.</param>
    /// <returns>Its personas.</returns>
    /// <exception cref="FormatException">The content is wrong; the message says where.</exception>
    public static PersonaCatalog ParseYaml(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        using var text = new StringReader(yaml);

        // Where it stands in the JSON between says nothing about the line in the YAML.
        return Parse(PersonaYaml.ToJson(text), static e => $"{e.Path}: {PlaceInJson().Replace(e.Message, "")}");
    }

    private static PersonaCatalog Parse(ReadOnlySpan<byte> utf8Json, Func<JsonException, string> describe)
    {
        try
        {
            PersonaFile file = JsonSerializer.Deserialize(utf8Json, PersonaJson.Default.PersonaFile)
                ?? throw new FormatException("the file holds null: expected { \"personas\": [ ... ] }");
            return new PersonaCatalog(
                file.Personas.Select(static entry => entry.ToDefinition()),
                file.ChatModes.Select(static entry => entry.ToDefinition()),
                file.Workflows.Select(static entry => entry.ToDefinition()));
        }
        catch (JsonException e)
        {
            throw new FormatException(describe(e), e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Finds a persona by name, with or without the prefix <c>tta-</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The persona, or null.</returns>
    public PersonaDefinition? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name)
            ?? _byName.GetValueOrDefault(name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : Prefix + name);
    }

    /// <summary>Whether a persona may be in a chat mode; a mode that is not defined is open to all.</summary>
    internal bool Allows(PersonaDefinition persona, string chatMode)
    {
        ChatModeDefinition? mode = ChatModes.FirstOrDefault(candidate => string.Equals(candidate.Name, chatMode, StringComparison.Ordinal));
        return mode is null || mode.Personas.Count == 0 || mode.Personas.Any(name => ReferenceEquals(Find(name), persona));
    }

    private static PersonaCatalog ReadExamples()
    {
        using Stream stream = typeof(PersonaCatalog).Assembly.GetManifestResourceStream("Tta.Observability.Personas.example-personas.json")
            ?? throw new InvalidOperationException("the example personas are not in the assembly");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }

    private static void RequireDifferent(string kind, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Require(!string.IsNullOrWhiteSpace(name), $"a {kind} has no name");
            Require(seen.Add(name), $"{kind} {name} is defined twice");
        }
    }

    private void RequireKnown(string kind, IEnumerable<(string Name, string Persona)> references)
    {
        foreach ((string name, string persona) in references)
        {
            Require(Find(persona) is not null, $"{kind} {name} names persona '{persona}', which is not defined");
        }
    }

    [GeneratedRegex(@" Path: .*$", RegexOptions.Singleline)]
    private static partial Regex PlaceInJson();

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
