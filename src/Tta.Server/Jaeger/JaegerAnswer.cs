using System.Text.Json;
using Tta.Model;
using Tta.Query;
using Tta.Query.PromQl;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>Answers of the v1 API: the envelope around data and errors.</summary>
internal static class JaegerAnswer
{
    /// <summary>Runs a request and turns what it cannot do into an error of the envelope.</summary>
    public static async Task RunAsync(HttpContext context, Func<HttpContext, RequestParameters, Task> handle)
    {
        try
        {
            await handle(context, await RequestParameters.ReadAsync(context));
        }
        catch (ParameterException e)
        {
            await WriteErrorAsync(context, new JaegerError(400, e.Message));
        }
        catch (PromQlExecutionException e)
        {
            await WriteErrorAsync(context, new JaegerError(400, e.Message));
        }
        catch (LimitExceededException e)
        {
            await WriteErrorAsync(context, new JaegerError(422, e.Message));
        }
        catch (Exception e) when (e is QueryTimeoutException or StoreUnavailableException)
        {
            await WriteErrorAsync(context, new JaegerError(503, e.Message));
        }
        catch (BadHttpRequestException e)
        {
            await WriteErrorAsync(context, new JaegerError(e.StatusCode, e.Message));
        }
    }

    public static Task WriteAsync(
        HttpContext context, int status, int total, Action<Utf8JsonWriter> writeData, IReadOnlyList<JaegerError>? errors = null) =>
        JsonAnswer.WriteAsync(
            context,
            status,
            writer => JaegerJson.WriteEnvelope(writer, total, writeData, errors),
            indented: context.Request.Query["prettyPrint"].ToString() is not ("" or "false"));

    public static Task WriteErrorAsync(HttpContext context, JaegerError error) =>
        WriteAsync(context, error.Status, 0, static writer => writer.WriteNullValue(), [error]);

    public static Task WriteTextsAsync(HttpContext context, IReadOnlyList<string> texts) => WriteAsync(context, 200, texts.Count, writer =>
    {
        writer.WriteStartArray();
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes traces; those that are not raw are adjusted first.</summary>
    public static Task WriteTracesAsync(HttpContext context, IReadOnlyList<Trace> traces, bool raw, IReadOnlyList<JaegerError>? errors = null) =>
        WriteAsync(
            context,
            200,
            total: 0,
            writer =>
            {
                writer.WriteStartArray();
                foreach (Trace trace in traces)
                {
                    JaegerJson.WriteTrace(writer, raw ? trace : TraceAdjuster.Adjust(trace));
                }

                writer.WriteEndArray();
            },
            errors);
}
