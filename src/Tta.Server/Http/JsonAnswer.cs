using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Server.Http;

/// <summary>Writes JSON answers without reflection. The whole body is built before the first byte is sent, so that a failure while
/// writing still becomes a proper error.</summary>
internal static class JsonAnswer
{
    // Relaxed escaping keeps text readable; the content type and nosniff keep browsers from reading it as HTML.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions s_indented = s_options with { Indented = true, IndentSize = 4 };

    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, indented ? s_indented : s_options))
        {
            write(writer);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
