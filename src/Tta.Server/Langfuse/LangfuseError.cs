// Spec: Langfuse public API, errors: {"message", "error"}.
using System.Globalization;
using Tta.Model;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Server.Redaction;

namespace Tta.Server.Langfuse;

/// <summary>Errors in Langfuse's form.</summary>
internal static class LangfuseError
{
    /// <summary>Runs a request and turns what it cannot do into an answer with a fitting status.</summary>
    public static async Task RunAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(context);
        }
        catch (Exception e) when (e is ParameterException || e.GetType() == typeof(ArgumentException))
        {
            // A source says by its argument exceptions what a query asks that it does not know.
            await WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestError", e.Message);
        }
        catch (NotFoundException e)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, "LangfuseNotFoundError", e.Message);
        }
        catch (InvalidFieldException e)
        {
            await WriteInvalidFieldAsync(context, e);
        }
        catch (RegistryException e)
        {
            (int status, string error) = e.Fault switch
            {
                RegistryFault.NotFound => (StatusCodes.Status404NotFound, "LangfuseNotFoundError"),
                RegistryFault.Conflict => (StatusCodes.Status409Conflict, "LangfuseConflictError"),
                _ => (StatusCodes.Status400BadRequest, "InvalidRequestError"),
            };
            await WriteAsync(context, status, error, e.Message);
        }
        catch (LimitExceededException e)
        {
            await WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "LimitExceeded", e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, e.StatusCode, "InvalidRequestError", e.Message);
        }
        catch (StoreUnavailableException e)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", e.Message);
        }
    }

    /// <summary>Answers what could not be stored as a whole.</summary>
    public static Task RefuseAsync(HttpContext context, string error, in IngestResult result)
    {
        if (result.Status == IngestStatus.Unavailable)
        {
            context.Response.Headers.RetryAfter = IngestResult.RetryDelay.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        int status = result.Status switch
        {
            IngestStatus.TooLarge => StatusCodes.Status413PayloadTooLarge,
            IngestStatus.UnsupportedEncoding => StatusCodes.Status415UnsupportedMediaType,
            IngestStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };
        return WriteAsync(context, status, error, result.Message!);
    }

    private static string Plain(HttpContext context, string message) => context.Features.Get<IntakeRedactor>()?.Text(message) ?? message;

    private static Task WriteInvalidFieldAsync(HttpContext context, InvalidFieldException e) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, "Invalid request data");
            writer.WriteStartArray("error"u8);
            writer.WriteStartObject();
            writer.WriteString("code"u8, "custom");
            RegistryWriter.WriteTexts(writer, "path"u8, e.Path);
            writer.WriteString("message"u8, Plain(context, e.Message));
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    public static Task WriteAsync(HttpContext context, int status, string error, string message) => JsonAnswer.WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, Plain(context, message));
        writer.WriteString("error"u8, error);
        writer.WriteEndObject();
    });
}
