// Spec: Langfuse public API, errors: {"message", "error"}.
using Tta.Model;
using Tta.Server.Http;

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
        catch (ParameterException e)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestError", e.Message);
        }
        catch (NotFoundException e)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, "LangfuseNotFoundError", e.Message);
        }
        catch (LimitExceededException e)
        {
            await WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "LimitExceeded", e.Message);
        }
        catch (StoreUnavailableException e)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", e.Message);
        }
    }

    public static Task WriteAsync(HttpContext context, int status, string error, string message) => JsonAnswer.WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, message);
        writer.WriteString("error"u8, error);
        writer.WriteEndObject();
    });
}
