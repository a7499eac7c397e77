// Spec: Langfuse public API, score configs.
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.ScoreConfigs;

/// <summary>Score configurations: make, list, read, change.</summary>
internal sealed partial class ScoreConfigsApi(ScoreConfigRegistry configs, Limits limits) : RegistryApi(limits)
{
    private const int MaxNameLength = 35;
    private static readonly ScoreCategory[] s_boolean = [new("True", 1), new("False", 0)];

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/score-configs", Handle(context => WritePageAsync(context, configs.List, ScoreConfigJson.Write)));
        routes.MapPost("/api/public/score-configs", HandleBody(CreateAsync));
        routes.MapGet("/api/public/score-configs/{id}", Handle(GetAsync));
        routes.MapPatch("/api/public/score-configs/{id}", HandleBody(UpdateAsync));
    }

    private Task GetAsync(HttpContext context)
    {
        ScoreConfig config = configs.Find(RawPath.Segment(context, 4)) ?? throw new NotFoundException("Score config not found within authorized project");
        return WriteAsync(context, writer => ScoreConfigJson.Write(writer, config));
    }

    private async Task CreateAsync(HttpContext context, JsonFields body)
    {
        ScoreConfigType type = body.Word(
            "dataType",
            ("NUMERIC", ScoreConfigType.Numeric),
            ("BOOLEAN", ScoreConfigType.Boolean),
            ("CATEGORICAL", ScoreConfigType.Categorical),
            ("TEXT", ScoreConfigType.Text)) ?? throw body.Missing("dataType", "string");
        string name = ReadName(body);
        IReadOnlyList<ScoreCategory>? categories = ReadCategories(body);
        if (type == ScoreConfigType.Boolean && categories is not null)
        {
            throw body.Invalid("categories", "Invalid input: expected undefined, the categories of a boolean score are True and False");
        }

        string? description = body.OptionalText("description");
        (double? min, double? max) = (body.Number("minValue"), body.Number("maxValue"));
        ScoreConfig config = await configs.CreateAsync(
            (id, nowMs) => Checked(new ScoreConfig
            {
                Id = id,
                Name = name,
                Type = type,
                MinValue = min,
                MaxValue = max,
                Categories = type == ScoreConfigType.Boolean ? s_boolean : categories,
                Description = description,
                CreatedMs = nowMs,
                UpdatedMs = nowMs,
            }),
            context.RequestAborted);
        await WriteAsync(context, writer => ScoreConfigJson.Write(writer, config));
    }

    private async Task UpdateAsync(HttpContext context, JsonFields body)
    {
        string? name = body.OptionalText("name") is null ? null : ReadName(body);
        bool? isArchived = body.Flag("isArchived");
        IReadOnlyList<ScoreCategory>? categories = ReadCategories(body);
        string? description = body.OptionalText("description");
        (double? min, double? max) = (body.Number("minValue"), body.Number("maxValue"));
        if (name is null && isArchived is null && categories is null && description is null && min is null && max is null)
        {
            throw new InvalidFieldException([], "Request body cannot be empty. At least one field must be provided for update.");
        }

        ScoreConfig config = await configs.UpdateAsync(
            RawPath.Segment(context, 4),
            known => Checked(known with
            {
                Name = name ?? known.Name,
                IsArchived = isArchived ?? known.IsArchived,
                Categories = categories ?? known.Categories,
                Description = description ?? known.Description,
                MinValue = min ?? known.MinValue,
                MaxValue = max ?? known.MaxValue,
            }),
            context.RequestAborted);
        await WriteAsync(context, writer => ScoreConfigJson.Write(writer, config));
    }

    private static string ReadName(JsonFields body)
    {
        string name = body.Text("name", 1, MaxNameLength);
        return NameForm().IsMatch(name) ? name : throw body.Invalid("name", "Name contains invalid characters");
    }

    private static List<ScoreCategory>? ReadCategories(JsonFields body)
    {
        if (body.Objects("categories") is not { } objects)
        {
            return null;
        }

        var categories = new List<ScoreCategory>();
        foreach (JsonFields each in objects)
        {
            categories.Add(new ScoreCategory(each.Text("label", 1, int.MaxValue), each.Number("value") ?? throw each.Missing("value", "number")));
        }

        return categories;
    }

    private static ScoreConfig Checked(ScoreConfig config)
    {
        bool isNumber = config.Type is ScoreConfigType.Numeric or ScoreConfigType.Boolean;
        string? problem =
            !isNumber && (config.MinValue ?? config.MaxValue) is not null ? "Only numeric and boolean scores have a minimum and a maximum"
            : config.Type == ScoreConfigType.Numeric && config.MaxValue <= config.MinValue ? "Maximum value must be greater than Minimum value"
            : config.Type == ScoreConfigType.Boolean && !config.Categories!.SequenceEqual(s_boolean) ? "The categories of a boolean score are True and False"
            : config.Type == ScoreConfigType.Categorical ? CategoryProblem(config.Categories)
            : config.Type != ScoreConfigType.Boolean && config.Categories is not null ? "Only categorical scores have categories"
            : null;
        return problem is null ? config : throw new RegistryException(RegistryFault.Invalid, problem);
    }

    private static string? CategoryProblem(IReadOnlyList<ScoreCategory>? categories)
    {
        if (categories is null)
        {
            return "Category must be an array of objects with label value pairs, where labels and values are unique.";
        }

        var labels = new HashSet<string>(StringComparer.Ordinal);
        var values = new HashSet<double>();
        foreach (ScoreCategory category in categories)
        {
            if (!labels.Add(category.Label))
            {
                return $"Duplicate category label: {category.Label}, category labels must be unique";
            }

            if (!values.Add(category.Value))
            {
                return $"Duplicate category value: {category.Value}, category values must be unique";
            }
        }

        return null;
    }

    [GeneratedRegex(@"^[\p{L}\p{N}_ .()-]+$")]
    private static partial Regex NameForm();
}
