// Spec: Langfuse public API, models.
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Models;

/// <summary>Models: those of the price list and the project's own, which can be made and deleted.</summary>
internal sealed class ModelsApi(ModelRegistry models, Limits limits) : RegistryApi(limits)
{
    private const int IdSegment = 4;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/public/models", Handle(ListAsync));
        routes.MapPost("/api/public/models", HandleBody(CreateAsync));
        routes.MapGet("/api/public/models/{id}", Handle(GetAsync));
        routes.MapDelete("/api/public/models/{id}", Handle(DeleteAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        List<(ModelDefinition Model, bool IsBuiltIn)> all =
            [.. models.All.Select(model => (model, false)), .. PriceListModels.All.Select(model => (model, true))];
        all.Sort(static (a, b) => Order(a.Model, b.Model));
        return WritePageAsync(
            context,
            (page, limit) => new RegistryPage<(ModelDefinition Model, bool IsBuiltIn)>([.. all.Skip((int)Math.Min(int.MaxValue, (page - 1L) * limit)).Take(limit)], all.Count),
            static (writer, entry) => ModelJson.Write(writer, entry.Model, entry.IsBuiltIn));
    }

    private Task GetAsync(HttpContext context)
    {
        string id = RawPath.Segment(context, IdSegment);
        ModelDefinition? own = models.All.FirstOrDefault(model => model.Id == id);
        ModelDefinition found = own ?? PriceListModels.All.FirstOrDefault(model => model.Id == id)
            ?? throw new NotFoundException("No model with this id found.");
        return WriteAsync(context, writer => ModelJson.Write(writer, found, isBuiltIn: own is null));
    }

    private async Task CreateAsync(HttpContext context, JsonFields body)
    {
        Func<string, long, ModelDefinition> make = ModelBody.Read(body);
        CheckPrices(body, make("", 0));
        ModelDefinition created = await models.CreateAsync(body.Text("modelName"), make, context.RequestAborted);
        await WriteAsync(context, writer => ModelJson.Write(writer, created, isBuiltIn: false));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await models.DeleteAsync(RawPath.Segment(context, IdSegment), context.RequestAborted);
        await WriteMessageAsync(context, "Model successfully deleted");
    }

    private static void CheckPrices(JsonFields body, ModelDefinition model)
    {
        try
        {
            _ = ProjectPrices.BookOf(model);
        }
        catch (FormatException e)
        {
            throw body.Invalid("pricingTiers", e.Message);
        }
    }

    private static int Order(ModelDefinition a, ModelDefinition b)
    {
        int byName = string.CompareOrdinal(a.ModelName, b.ModelName);
        return byName != 0 ? byName : Nullable.Compare(b.StartMs, a.StartMs);
    }
}
