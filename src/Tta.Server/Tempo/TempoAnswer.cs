using System.Buffers;
using Tta.Model;
using Tta.Query;
using Tta.Query.TraceQl;
using Tta.Server.Http;

namespace Tta.Server.Tempo;

/// <summary>Answers in Tempo's manner: JSON, or protobuf where the client accepts it; errors are plain text.</summary>
internal static class TempoAnswer
{
    private const string Protobuf = "application/protobuf";

    public static async Task RunAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(context);
        }
        catch (ParameterException e)
        {
            await WriteTextAsync(context, 400, e.Message);
        }
        catch (TraceQlParseException e)
        {
            await WriteTextAsync(context, 400, $"invalid TraceQL query: {e.Message}");
        }
        catch (TraceQlExecutionException e)
        {
            await WriteTextAsync(context, 400, e.Message);
        }
        catch (QueryTimeoutException e)
        {
            await WriteTextAsync(context, 504, $"{e.Message} (limits.query_timeout)");
        }
        catch (LimitExceededException e)
        {
            await WriteTextAsync(context, 422, e.Message);
        }
    }

    public static bool WantsProtobuf(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains(Protobuf, StringComparison.OrdinalIgnoreCase);

    public static async Task WriteProtobufAsync(HttpContext context, ByteArena message)
    {
        context.Response.ContentType = Protobuf;
        context.Response.ContentLength = message.Length;
        await context.Response.StartAsync(context.RequestAborted); // Before it the writer has no memory of its own.
        context.Response.BodyWriter.Write(message.Written);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
