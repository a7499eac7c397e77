using System.Text.Json;
using Tta.Model;
using Tta.Query.TraceQl;
using Tta.Server.Http;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tempo;

/// <summary>Which fields spans have, and which values.</summary>
internal sealed class TempoTags(TraceQlEngine engine)
{
    private const int DefaultLimit = 5_000;
    private const int MostValues = 50_000;

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
        foreach ((_, string value) in await ReadValuesAsync(context, parameters, TagOf(context)))
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
        if (!TempoTag.IsField(tag))
        {
            throw new ParameterException($"tag name is not valid intrinsic or scoped attribute: {tag}");
        }

        IReadOnlyList<TraceQlTagValue> values = await ReadValuesAsync(context, parameters, tag);
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
        if (wanted.Length > 0 && !TempoTag.Scopes.Any(scope => scope.Name == wanted))
        {
            throw new ParameterException($"invalid scope: {wanted} (resource, span, intrinsic, event, link, instrumentation)");
        }

        var scopes = new List<(string, IReadOnlyList<string>)>();
        foreach ((string name, SpanFieldScope scope) in TempoTag.Scopes)
        {
            if (wanted.Length == 0 || wanted == name)
            {
                IReadOnlyList<string> tags = (await engine.TagNamesAsync(scope, parameters["q"], startNs, endNs, limit, context.RequestAborted)).Value;
                if (tags.Count > 0)
                {
                    scopes.Add((name, tags));
                }
            }
        }

        return scopes;
    }

    private async Task<IReadOnlyList<TraceQlTagValue>> ReadValuesAsync(HttpContext context, RequestParameters parameters, string tag)
    {
        (long startNs, long endNs) = TempoParameters.ReadSearchRange(parameters);
        int limit = TempoParameters.ReadCount(parameters, "limit", DefaultLimit, MostValues);
        Answer<IReadOnlyList<TraceQlTagValue>> values = await engine.TagValuesAsync(tag, parameters["q"], startNs, endNs, limit, context.RequestAborted);
        return values.Value;
    }

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
