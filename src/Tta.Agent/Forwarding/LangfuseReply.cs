// Spec: Langfuse public API, POST /ingestion: 207 {successes: [...], errors: [{id, status, message, error}]}; HTTP, RFC 9110.
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Tta.Agent.Forwarding;

/// <summary>What a receiver made of a request.</summary>
internal sealed class LangfuseReply
{
    /// <summary>Whether it took the request, if not every event of it.</summary>
    public bool IsTaken { get; private init; }

    /// <summary>Whether it will never take a request like this.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>Short name of what went wrong, such as http_400.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What went wrong and what to do about it, without anything of the answer's text, which may quote what was sent.</summary>
    public string Message { get; private init; } = "";

    /// <summary>How long the receiver asks to wait.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Ids of events it refused for good, with the status.</summary>
    public Dictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of events it could not take now.</summary>
    public HashSet<string> NotNow { get; } = new(StringComparer.Ordinal);

    public static LangfuseReply Failed(string reason, string message) => new() { Reason = reason, Message = message };

    public static LangfuseReply Of(HttpResponseMessage response, ReadOnlyMemory<byte> body, Uri address, DateTimeOffset now)
    {
        int status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            var taken = new LangfuseReply { IsTaken = true };
            taken.ReadErrors(body);
            return taken;
        }

        return new LangfuseReply
        {
            IsRefused = status is >= 400 and < 500 && !IsTemporary(status) && Advice(status) is null,
            Reason = ReasonOf(status),
            Message = string.Create(CultureInfo.InvariantCulture, $"{address} answers {status}{(Advice(status) is { } advice ? ": " + advice : "")}"),
            RetryAfter = response.Headers.RetryAfter is { } asked ? asked.Delta ?? asked.Date - now : null,
        };
    }

    public static string ReasonOf(int status) => string.Create(CultureInfo.InvariantCulture, $"http_{status}");

    private static bool IsTemporary(int status) => status is 408 or 425 or 429 or >= 500;

    // These are about the configuration, not about what was sent: nothing is thrown away for them.
    private static string? Advice(int status) => (HttpStatusCode)status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            "it does not accept the keys; check TTA_FORWARD_LANGFUSE_PUBLIC_KEY and TTA_FORWARD_LANGFUSE_SECRET_KEY",
        HttpStatusCode.ProxyAuthenticationRequired => "the proxy wants credentials; check HTTPS_PROXY",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone =>
            "it takes no ingestion events there; check --forward-langfuse, and that its Langfuse still has this endpoint",
        HttpStatusCode.LoopDetected => "it is this server itself; give --forward-langfuse another address",
        _ when status is >= 300 and < 400 => "it leads elsewhere; give --forward-langfuse the address it leads to",
        _ => null,
    };

    private void ReadErrors(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("errors", out JsonElement errors)
                || errors.ValueKind != JsonValueKind.Array)
            {
                return;
            }

            foreach (JsonElement error in errors.EnumerateArray())
            {
                ReadError(error);
            }
        }
        catch (JsonException)
        {
            // The status says that the events were taken; what else the receiver says is of no use.
        }
    }

    private void ReadError(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("id", out JsonElement id) || id.ValueKind != JsonValueKind.String)
        {
            return;
        }

        int status = error.TryGetProperty("status", out JsonElement said) && said.ValueKind == JsonValueKind.Number && said.TryGetInt32(out int number) ? number : 400;
        if (IsTemporary(status))
        {
            NotNow.Add(id.GetString()!);
        }
        else
        {
            Refused[id.GetString()!] = status;
        }
    }
}
