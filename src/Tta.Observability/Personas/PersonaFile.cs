using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tta.Observability;

/// <summary>The shape of a persona file. Members are settable: generated readers reset init-only ones that a file leaves out.</summary>
internal sealed class PersonaFile
{
    [JsonRequired]
    public List<PersonaEntry> Personas { get; set; } = [];

    public List<ChatModeEntry> ChatModes { get; set; } = [];

    public List<StagePlanEntry> Workflows { get; set; } = [];
}

internal sealed class ChatModeEntry
{
    [JsonRequired]
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public List<string> Personas { get; set; } = [];

    public ChatModeDefinition ToDefinition() => new() { Name = Name, Description = Description, Personas = Personas };
}

internal sealed class StagePlanEntry
{
    [JsonRequired]
    public string Name { get; set; } = "";

    [JsonRequired]
    public List<StageEntry> Stages { get; set; } = [];

    public StagePlan ToDefinition() => new() { Name = Name, Stages = [.. Stages.Select(static stage => new PlannedStage(stage.Name, stage.Persona))] };
}

internal sealed class StageEntry
{
    [JsonRequired]
    public string Name { get; set; } = "";

    [JsonRequired]
    public string Persona { get; set; } = "";
}

internal sealed class PersonaEntry
{
    private static readonly PersonaDefinition s_defaults = new() { Name = "" };

    [JsonRequired]
    public string Name { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string Description { get; set; } = "";

    public long TokenBudget { get; set; } = s_defaults.TokenBudget;

    public decimal CostBudgetUsd { get; set; } = s_defaults.CostBudgetUsd;

    public int BudgetWindowMinutes { get; set; } = s_defaults.BudgetWindowMinutes;

    public BudgetEnforcement OnBudgetExceeded { get; set; } = s_defaults.OnBudgetExceeded;

    public List<string> AllowedServers { get; set; } = [];

    public List<string> AllowedTools { get; set; } = [];

    public List<string> RestrictedPaths { get; set; } = [];

    public PersonaSecurityEntry Security { get; set; } = new();

    public PersonaDefinition ToDefinition() => new()
    {
        Name = Name,
        DisplayName = DisplayName,
        Description = Description,
        TokenBudget = TokenBudget,
        CostBudgetUsd = CostBudgetUsd,
        BudgetWindowMinutes = BudgetWindowMinutes,
        OnBudgetExceeded = OnBudgetExceeded,
        AllowedServers = AllowedServers,
        AllowedTools = AllowedTools,
        RestrictedPaths = RestrictedPaths,
        Security = new PersonaSecurity
        {
            AllowEnvironmentAccess = Security.AllowEnvironmentAccess,
            BlockList = Security.BlockList,
            RequireApprovalFor = Security.RequireApprovalFor,
        },
    };
}

internal sealed class PersonaSecurityEntry
{
    public List<string> AllowEnvironmentAccess { get; set; } = [];

    public List<string> BlockList { get; set; } = [];

    public List<string> RequireApprovalFor { get; set; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(PersonaFile))]
internal sealed partial class PersonaJson : JsonSerializerContext;
