using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Server.Langfuse;
using Tta.Server.Redaction;
using Tta.Storage.Registry;

namespace Tta.Server.Ui;

/// <summary>Imported price lists (docs/reference/ui-api.md).</summary>
internal sealed class PriceListApi(PriceListRegistry lists, Limits limits, IntakeRedactor? redactor) : Api
{
    private const int MaxNameLength = 100;

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/tta/v1/price-lists", ListAsync);
        routes.MapPut("/api/tta/v1/price-lists/{name}", context => RunAsync(context, ImportAsync));
        routes.MapDelete("/api/tta/v1/price-lists/{name}", context => RunAsync(context, RemoveAsync));
    }

    private Task ListAsync(HttpContext context) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("lists"u8);
        foreach (PriceList list in lists.All)
        {
            Write(writer, list);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private async Task ImportAsync(HttpContext context, string name)
    {
        using RequestBody body = await RequestBody.ReadWholeAsync(context, limits.MaxRequestBytes, "max_request_bytes");
        PriceListFormat format = context.Request.Query["format"].ToString() switch
        {
            "litellm" => PriceListFormat.LiteLlm,
            "langfuse" => PriceListFormat.Langfuse,
            _ => throw new ParameterException("format must be litellm or langfuse"),
        };
        if (name.Length > MaxNameLength)
        {
            throw new ParameterException($"a name has at most {MaxNameLength} characters");
        }

        byte[] prices = redactor?.Json(body.Memory.ToArray()) ?? body.Memory.ToArray();
        PriceList list = await lists.ImportAsync(name, format, Encoding.UTF8.GetString(prices), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer => Write(writer, list));
    }

    private async Task RemoveAsync(HttpContext context, string name)
    {
        PriceList list = await lists.RemoveAsync(name, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer => Write(writer, list));
    }

    private string Plain(string text) => redactor?.Text(text) ?? text;

    private async Task RunAsync(HttpContext context, Func<HttpContext, string, Task> handle)
    {
        try
        {
            await handle(context, Plain(RawPath.Segment(context, 5)));
        }
        catch (ParameterException e)
        {
            await UiAnswer.WriteErrorAsync(context, StatusCodes.Status400BadRequest, Plain(e.Message));
        }
        catch (RegistryException e)
        {
            await UiAnswer.WriteErrorAsync(
                context, e.Fault == RegistryFault.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, Plain(e.Message));
        }
        catch (BadHttpRequestException e)
        {
            await UiAnswer.WriteErrorAsync(context, e.StatusCode, e.Message);
        }
        catch (StoreUnavailableException e)
        {
            await UiAnswer.WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static void Write(Utf8JsonWriter writer, PriceList list)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, list.Name);
        writer.WriteString("format"u8, list.Format == PriceListFormat.LiteLlm ? "litellm" : "langfuse");
        writer.WriteNumber("modelCount"u8, list.ModelCount);
        writer.WriteNumber("importedMs"u8, list.ImportedMs);
        writer.WriteEndObject();
    }
}
