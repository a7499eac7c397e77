// Spec: Langfuse public API, prompts (v2). Differences: labels are not protected by roles; nothing is cached, every read sees the last change.
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Prompts;

/// <summary>Prompts: list, read by version or label, make the next version, move labels, delete.</summary>
internal sealed class PromptsApi(PromptRegistry prompts, Limits limits) : RegistryApi(limits)
{
    private const int PageItems = 10;
    private const int NameSegment = 5;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/v2/prompts", Handle(ListAsync));
        routes.MapPost("/api/public/v2/prompts", HandleBody(CreateAsync));
        routes.MapGet("/api/public/v2/prompts/{name}", Handle(GetAsync));
        routes.MapDelete("/api/public/v2/prompts/{name}", Handle(DeleteAsync));
        routes.MapPatch("/api/public/v2/prompts/{name}/versions/{version}", HandleBody(AddLabelsAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        var filter = new PromptFilter
        {
            Name = Parameter(context, "name"),
            Version = ReadWhole(context, "version", 1, int.MaxValue),
            Label = Parameter(context, "label"),
            Tag = Parameter(context, "tag"),
            FromUpdatedMs = ReadTime(context, "fromUpdatedAt"),
            ToUpdatedMs = ReadTime(context, "toUpdatedAt"),
        };

        return WritePageAsync(context, (page, limit) => prompts.List(filter, page, limit), PromptJson.WriteSummary, defaultLimit: PageItems);
    }

    private Task GetAsync(HttpContext context)
    {
        string name = RawPath.Segment(context, NameSegment);
        (int? version, string? label) = ReadSelection(context);
        ResolvedPrompt prompt = prompts.Find(name, version, label, ReadResolve(context)) ?? throw new NotFoundException(
            $"Prompt not found: '{name}' " + (version is { } number ? $"with version {number}" : $"with label '{label ?? PromptRegistry.Production}'"));
        return WriteAsync(context, writer => PromptJson.Write(writer, prompt.Prompt, prompt.Graph));
    }

    private async Task CreateAsync(HttpContext context, JsonFields body)
    {
        PromptVersion created = await prompts.CreateAsync(PromptBody.Read(body), context.RequestAborted);
        await WriteAsync(context, writer => PromptJson.Write(writer, created, null), StatusCodes.Status201Created);
    }

    private async Task AddLabelsAsync(HttpContext context, JsonFields body)
    {
        IReadOnlyList<string> labels = body.Texts("newLabels") ?? throw body.Missing("newLabels", "array");
        if (labels.Contains(PromptRegistry.Latest))
        {
            throw body.Invalid("newLabels", "Label 'latest' is always assigned to the latest prompt version");
        }

        PromptBody.CheckLabels(body, "newLabels", labels);
        string version = RawPath.Segment(context, NameSegment + 2);
        string name = RawPath.Segment(context, NameSegment);
        PromptVersion changed = int.TryParse(version, out int number)
            ? await prompts.AddLabelsAsync(name, number, labels, context.RequestAborted)
            : throw new NotFoundException($"Prompt '{name}' version {version} not found in project");
        await WriteAsync(context, writer => PromptJson.Write(writer, changed, null));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        (int? version, string? label) = ReadSelection(context);
        await prompts.DeleteAsync(RawPath.Segment(context, NameSegment), version, label, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static (int? Version, string? Label) ReadSelection(HttpContext context)
    {
        int? version = ReadWhole(context, "version", 1, int.MaxValue);
        string? label = Parameter(context, "label");
        return version is null || label is null
            ? (version, label)
            : throw new RegistryException(RegistryFault.Invalid, "Cannot specify both version and label");
    }

    private static bool ReadResolve(HttpContext context) => Parameter(context, "resolve") switch
    {
        null or "true" => true,
        "false" => false,
        _ => throw new InvalidFieldException(["resolve"], "Invalid option: expected one of \"true\"|\"false\""),
    };
}
