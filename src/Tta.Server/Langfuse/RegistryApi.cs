// Spec: Langfuse public API: routes that list and change what people make. Errors are those of LangfuseError.
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse;

/// <summary>What the routes over the registry have in common.</summary>
internal abstract class RegistryApi(Limits limits) : Api
{
    private const int DefaultPageItems = 50;
    private const int MaxPageItems = 100;

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    /// <summary>Runs a request and answers in Langfuse's form what it cannot do.</summary>
    protected static RequestDelegate Handle(Func<HttpContext, Task> handle) => context => LangfuseError.RunAsync(context, handle);

    /// <summary>Runs a request that has a JSON object as its body.</summary>
    protected RequestDelegate HandleBody(Func<HttpContext, JsonFields, Task> handle) => context => LangfuseError.RunAsync(context, async c =>
    {
        using JsonDocument body = await RegistryBody.ReadAsync(c, limits);
        await handle(c, JsonFields.Of(body.RootElement));
    });

    /// <summary>Answers with one page of things.</summary>
    protected static Task WritePageAsync<T>(
        HttpContext context, Func<int, int, RegistryPage<T>> list, Action<Utf8JsonWriter, T> writeItem, Action<Utf8JsonWriter>? writeMore = null,
        int defaultLimit = DefaultPageItems)
    {
        int page = ReadWhole(context, "page", 1, int.MaxValue) ?? 1;
        int limit = ReadWhole(context, "limit", 1, MaxPageItems) ?? defaultLimit;
        RegistryPage<T> found = list(page, limit);
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (T item in found.Items)
            {
                writeItem(writer, item);
            }

            writer.WriteEndArray();
            writer.WritePageMeta(page, limit, found.TotalItems);
            writeMore?.Invoke(writer);
            writer.WriteEndObject();
        });
    }

    /// <summary>Answers with one thing.</summary>
    protected static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) =>
        JsonAnswer.WriteAsync(context, status, write);

    /// <summary>Answers <c>{"message": ...}</c>.</summary>
    protected static Task WriteMessageAsync(HttpContext context, string message) => WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    });

    /// <summary>A parameter of the URL, or null when it is absent or empty.</summary>
    protected static string? Parameter(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number among the parameters of the URL.</summary>
    protected static int? ReadWhole(HttpContext context, string name, int min, int max) => Parameter(context, name) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max => value,
        var text => throw new InvalidFieldException(
            [name], max == int.MaxValue ? $"'{text}' is not a whole number from {min}" : $"'{text}' is not a whole number from {min} to {max}"),
    };

    /// <summary>A time among the parameters of the URL, Unix ms.</summary>
    protected static long? ReadTime(HttpContext context, string name) => Parameter(context, name) switch
    {
        null => null,
        var text => JsonFields.TryParseTime(text, out long ms) ? ms : throw new InvalidFieldException([name], $"'{text}' is not an ISO 8601 time"),
    };
}
