// Spec: Langfuse public API, media. The upload address is one of this server's own instead of an object store's.
using System.Buffers;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Server.Redaction;
using Tta.Storage.Files;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Media;

/// <summary>Media: announce, upload, confirm, read.</summary>
internal sealed partial class MediaApi(MediaRegistry media, MediaLinks links, Limits limits) : RegistryApi(limits)
{
    private const int ChunkBytes = 64 << 10;
    private const int IdSegment = 4;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/public/media", HandleBody(AnnounceAsync));
        routes.MapGet("/api/public/media/{id}", Handle(GetAsync));
        routes.MapPatch("/api/public/media/{id}", HandleBody(ConfirmAsync));
        routes.MapPut(MediaLinks.Path + "{id}", Handle(PutBytesAsync));
        routes.MapGet(MediaLinks.Path + "{id}", Handle(GetBytesAsync));
    }

    private async Task AnnounceAsync(HttpContext context, JsonFields body)
    {
        if (context.Features.Get<IntakeRedactor>() is { KeepsContent: false })
        {
            throw new BadHttpRequestException("media are content, and this server keeps none (--no-content)", StatusCodes.Status403Forbidden);
        }

        string sha256 = body.Text("sha256Hash");
        if (!Sha256().IsMatch(sha256))
        {
            throw body.Invalid("sha256Hash", "Must be a 44 character base64 encoded SHA-256 hash");
        }

        string contentType = body.Text("contentType", 1, 200);
        if (!ContentType().IsMatch(contentType))
        {
            throw body.Invalid("contentType", $"'{contentType}' is not a media type such as image/png");
        }

        long length = body.Whole("contentLength") is { } bytes and > 0 ? bytes : throw body.Invalid("contentLength", "Too small: expected number to be >0");
        MediaRecord record = await media.AnnounceAsync(new MediaAnnouncement(sha256, contentType, length, ReadUse(body)), context.RequestAborted);
        await WriteAsync(
            context,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("mediaId"u8, record.Id);
                writer.WriteString("uploadUrl"u8, record.IsStored ? null : links.Make(context.Request, HttpMethods.Put, record.Id).Url);
                writer.WriteEndObject();
            },
            StatusCodes.Status201Created);
    }

    private Task GetAsync(HttpContext context)
    {
        MediaRecord record = Existing(context);
        MediaLink link = links.Make(context.Request, HttpMethods.Get, record.Id);
        return WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("mediaId"u8, record.Id);
            writer.WriteString("contentType"u8, record.ContentType);
            writer.WriteNumber("contentLength"u8, record.LengthBytes);
            RegistryWriter.WriteTime(writer, "uploadedAt"u8, record.UploadedMs ?? record.CreatedMs);
            writer.WriteString("url"u8, link.Url);
            writer.WriteString("urlExpiry"u8, RegistryWriter.Time(link.ExpiresMs));
            writer.WriteEndObject();
        });
    }

    private async Task ConfirmAsync(HttpContext context, JsonFields body)
    {
        long uploadedMs = body.Time("uploadedAt") ?? throw body.Missing("uploadedAt", "date");
        long status = body.Whole("uploadHttpStatus") is { } given and > 0 and < 1000
            ? given
            : throw body.Invalid("uploadHttpStatus", "expected an HTTP status");
        await media.SetUploadedAsync(
            RawPath.Segment(context, IdSegment), uploadedMs, (int)status, body.OptionalText("uploadHttpError"), context.RequestAborted);
        await WriteMessageAsync(context, "OK");
    }

    private async Task PutBytesAsync(HttpContext context)
    {
        CheckLink(context);
        await media.StoreAsync((string)context.Request.RouteValues["id"]!, context.Request.Body, context.RequestAborted);
    }

    private async Task GetBytesAsync(HttpContext context)
    {
        CheckLink(context);
        MediaRecord record = Existing(context, (string)context.Request.RouteValues["id"]!);
        using IStoreFile file = media.Open(record);
        HttpResponse response = context.Response;
        response.ContentType = record.ContentType;
        response.ContentLength = file.Length;

        // The bytes are anybody's: a page or a drawing among them must not act in the name of this server.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        response.Headers.CacheControl = "private, max-age=3600";
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            for (long offset = 0; (read = file.Read(buffer, offset)) > 0; offset += read)
            {
                await response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static MediaUse ReadUse(JsonFields body)
    {
        string? traceId = body.OptionalText("traceId");
        string? datasetId = body.OptionalText("datasetId");
        string? datasetItemId = body.OptionalText("datasetItemId");
        string? field = body.OptionalText("field");
        bool isOfTrace = traceId is not null && datasetId is null && datasetItemId is null && field is "input" or "output" or "metadata";
        bool isOfItem = traceId is null && datasetId is not null && datasetItemId is not null && field is "input" or "expectedOutput" or "metadata";
        return isOfTrace || isOfItem
            ? new MediaUse
            {
                TraceId = traceId, ObservationId = body.OptionalText("observationId"), DatasetId = datasetId, DatasetItemId = datasetItemId, Field = field!,
            }
            : throw body.Invalid(
                "field",
                "Provide either traceId with field input/output/metadata, or datasetId + datasetItemId with field input/expectedOutput/metadata.");
    }

    private MediaRecord Existing(HttpContext context, string? id = null)
    {
        MediaRecord record = media.Find(id ?? RawPath.Segment(context, IdSegment)) ?? throw new NotFoundException("Media asset not found");
        return record switch
        {
            { IsStored: true } => record,
            { UploadStatus: { } status and not (200 or 201) } =>
                throw new NotFoundException($"Media upload failed with status {status}: {record.UploadError}"),
            _ => throw new NotFoundException("Media not yet uploaded"),
        };
    }

    private void CheckLink(HttpContext context)
    {
        if (!links.Admits(context.Request))
        {
            throw new NotFoundException("this address does not hold, or not any more; ask for a new one at /api/public/media");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9+/]{43}=$")]
    private static partial Regex Sha256();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$")]
    private static partial Regex ContentType();
}
