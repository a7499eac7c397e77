using System.Text.Json;
using Tta.Model;
using Tta.Server.Http;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tempo;

/// <summary>Which fields spans have, and which values.</summary>
internal sealed class TempoTags(ITraceScanSource source)
{
    private const int DefaultLimit = 5_000;
    private const int MostValues = 50_000;
    private static readonly string[] s_statuses = ["error", "ok", "unset"];
    private static readonly string[] s_kinds = ["client", "consumer", "internal", "producer", "server", "unspecified"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/search/tags", context => TempoAnswer.RunAsync(context, NamesAsync));
        routes.MapGet("/api/v2/search/tags", context => TempoAnswer.RunAsync(context, ScopedNamesAsync));
        routes.MapGet("/api/search/tag/{tag}/values", context => TempoAnswer.RunAsync(context, ValuesAsync));
        routes.MapGet("/api/v2/search/tag/{tag}/values", context => TempoAnswer.RunAsync(context, TypedValuesAsync));
    }

    private async Task NamesAsync(HttpContext context)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((_, IReadOnlyList<string> tags) in await ReadNamesAsync(context))
        {
            names.UnionWith(tags);
        }

        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            WriteTexts(new ProtoWriter(arena), names);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await WriteAsync(context, writer => WriteTexts(writer, "tagNames", names));
    }

    private async Task ScopedNamesAsync(HttpContext context)
    {
        List<(string Scope, IReadOnlyList<string> Tags)> scopes = await ReadNamesAsync(context);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            var message = new ProtoWriter(arena);
            foreach ((string scope, IReadOnlyList<string> tags) in scopes)
            {
                int start = message.Begin(1);
                message.Text(1, scope);
                foreach (string tag in tags)
                {
                    message.Text(2, tag);
                }

                message.End(start);
            }

            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await WriteAsync(context, writer =>
        {
            writer.WriteStartArray("scopes"u8);
            foreach ((string scope, IReadOnlyList<string> tags) in scopes)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, scope);
                WriteTexts(writer, "tags", tags);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private async Task ValuesAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((_, string value) in await ReadValuesAsync(context, parameters, TempoTag.ParseBare(TagOf(context))))
        {
            texts.Add(value);
        }

        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            WriteTexts(new ProtoWriter(arena), texts);
            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await WriteAsync(context, writer => WriteTexts(writer, "tagValues", texts));
    }

    private async Task TypedValuesAsync(HttpContext context)
    {
        string tag = TagOf(context);
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        if (!TempoTag.TryParse(tag, out SpanField field))
        {
            throw new ParameterException($"tag name is not valid intrinsic or scoped attribute: {tag}");
        }

        IReadOnlyList<(string Type, string Value)> values = await ReadValuesAsync(context, parameters, field);
        if (TempoAnswer.WantsProtobuf(context))
        {
            var arena = new ByteArena();
            var message = new ProtoWriter(arena);
            foreach ((string type, string value) in values)
            {
                int start = message.Begin(1);
                message.Text(1, type);
                message.Text(2, value);
                message.End(start);
            }

            await TempoAnswer.WriteProtobufAsync(context, arena);
            return;
        }

        await WriteAsync(context, writer =>
        {
            writer.WriteStartArray("tagValues"u8);
            foreach ((string type, string value) in values)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, type);
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private async Task<List<(string Scope, IReadOnlyList<string> Tags)>> ReadNamesAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        (long startNs, long endNs) = TempoParameters.ReadSearchRange(parameters);
        int limit = TempoParameters.ReadCount(parameters, "limit", DefaultLimit, MostValues);
        string wanted = parameters["scope"] is "none" or "all" ? "" : parameters["scope"];
        if (wanted is not ("" or "intrinsic") && !TempoTag.Scopes.Any(scope => scope.Name == wanted))
        {
            throw new ParameterException($"invalid scope: {wanted} (resource, span, intrinsic, event, link, instrumentation)");
        }

        var scopes = new List<(string, IReadOnlyList<string>)>();
        foreach ((string name, SpanFieldScope scope) in TempoTag.Scopes)
        {
            if (wanted.Length == 0 || wanted == name)
            {
                IReadOnlyList<string> tags = (await source.FieldNamesAsync(scope, startNs, endNs, limit, context.RequestAborted)).Value;
                if (tags.Count > 0)
                {
                    scopes.Add((name, tags));
                }
            }
        }

        if (wanted is "" or "intrinsic")
        {
            scopes.Add(("intrinsic", TempoTag.OfferedIntrinsics));
        }

        return scopes;
    }

    private async Task<IReadOnlyList<(string Type, string Value)>> ReadValuesAsync(HttpContext context, RequestParameters parameters, SpanField field)
    {
        (long startNs, long endNs) = TempoParameters.ReadSearchRange(parameters);
        int limit = TempoParameters.ReadCount(parameters, "limit", DefaultLimit, MostValues);
        if (field.Scope == SpanFieldScope.Intrinsic && WordsOf(field.Key) is { } words)
        {
            return [.. words.Select(static word => ("keyword", word))];
        }

        IReadOnlyList<AnyValue> values = (await source.FieldValuesAsync(field, startNs, endNs, limit, context.RequestAborted)).Value;
        return [.. values.Where(static value => TypeOf(value) is not null).Select(static value => (TypeOf(value)!, value.ToText()))];
    }

    // Words are always the same, and a list of all durations helps nobody.
    private static string[]? WordsOf(string intrinsic) => intrinsic switch
    {
        "span:status" => s_statuses,
        "span:kind" => s_kinds,
        "span:duration" or "trace:duration" or "event:timeSinceStart" => [],
        _ => null,
    };

    private static string? TypeOf(AnyValue value) => value.Kind switch
    {
        AnyValueKind.String => "string",
        AnyValueKind.Int => "int",
        AnyValueKind.Double => "float",
        AnyValueKind.Bool => "bool",
        _ => null,
    };

    private static string TagOf(HttpContext context) => Uri.UnescapeDataString((string)context.Request.RouteValues["tag"]!);

    private static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonAnswer.WriteAsync(context, 200, writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteStartObject("metrics"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(in ProtoWriter writer, IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            writer.Text(1, text);
        }
    }
}
