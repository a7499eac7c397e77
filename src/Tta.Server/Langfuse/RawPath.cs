using Microsoft.AspNetCore.Http.Features;

namespace Tta.Server.Langfuse;

/// <summary>
/// Parts of a path as the client meant them. The server decodes a path but for <c>%2F</c>, so that an encoded slash and the text
/// "%2F" look alike there; names with folders need the difference.
/// </summary>
internal static class RawPath
{
    /// <summary>The part at an index, decoded; the part before the first slash has index 0.</summary>
    public static string Segment(HttpContext context, int index)
    {
        string[] decoded = context.Request.PathBase.Add(context.Request.Path).Value!.Split('/');
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        int end = target.AsSpan().IndexOfAny('?', '#');
        string[] raw = (end < 0 ? target : target[..end]).Split('/');
        return raw.Length == decoded.Length
            ? Uri.UnescapeDataString(raw[index])
            : decoded[index].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // An absolute target, or one with dots in it.
    }
}
