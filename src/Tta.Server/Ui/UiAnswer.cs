using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Ui;

/// <summary>Runs a request of the web UI and turns what it cannot do into <c>{"error": text}</c> with a fitting status.</summary>
internal static class UiAnswer
{
    public static async Task RunAsync(HttpContext context, Func<HttpContext, RequestParameters, Task> handle)
    {
        try
        {
            await handle(context, await RequestParameters.ReadAsync(context));
        }
        catch (ParameterException e)
        {
            await WriteErrorAsync(context, 400, e.Message);
        }
        catch (LimitExceededException e)
        {
            await WriteErrorAsync(context, 422, e.Message);
        }
        catch (StoreUnavailableException e)
        {
            await WriteErrorAsync(context, 503, e.Message);
        }
    }

    public static Task WriteErrorAsync(HttpContext context, int status, string message) => JsonAnswer.WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, message);
        writer.WriteEndObject();
    });
}
