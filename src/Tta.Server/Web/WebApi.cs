using Microsoft.Net.Http.Headers;
using Tta.Server.Hosting;

namespace Tta.Server.Web;

/// <summary>Serves the pages on the UI port.</summary>
internal sealed class WebApi(WebPages pages) : Api
{
    // The pages load nothing from elsewhere and run no inline script: telemetry is hostile text.
    private const string ContentSecurityPolicy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, "index.html"));
        routes.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, (string)context.Request.RouteValues["path"]!));
    }

    private async Task ServeAsync(HttpContext context, string path)
    {
        SetSecurityHeaders(context.Response.Headers);
        if (!pages.Exist)
        {
            await ServeNoPagesAsync(context);
        }
        else if (pages.Has(path))
        {
            await ServePageAsync(context, path);
        }
        else if (IsPageRequest(context.Request))
        {
            // The pages keep their place behind '#': any other address is an old or mistyped one.
            context.Response.Redirect("/");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task ServePageAsync(HttpContext context, string path)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        response.Headers.Vary = HeaderNames.AcceptEncoding;

        // Vite puts a hash of the content into every name under assets/.
        bool isImmutable = path.StartsWith("assets/", StringComparison.Ordinal);
        response.Headers.CacheControl = isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = pages.ETag;
        if (request.Headers.IfNoneMatch == pages.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        bool acceptsBrotli = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase);
        await using Stream page = pages.Open(path, acceptsBrotli, out bool isBrotli);
        response.ContentType = ContentType(path);
        response.ContentLength = page.Length;
        if (isBrotli)
        {
            response.Headers.ContentEncoding = "br";
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await page.CopyToAsync(response.Body, context.RequestAborted);
        }
    }

    private static bool IsPageRequest(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task ServeNoPagesAsync(HttpContext context)
    {
        if (context.Request.Path != "/")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>TTA</title>
            <h1>tta runs without its web pages</h1>
            <p>They are built with Node, which was not found when this program was built.
            Install Node 20 or newer and build again (with a checkout: run <code>./tta up</code> again).</p>
            <p>Every API works: <code>/prometheus</code>, <code>/jaeger</code> and <code>/loki</code> on this port, and OTLP on ports 4317 and 4318.</p>
            """,
            context.RequestAborted);
    }

    private static void SetSecurityHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".map" => "application/json",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        ".webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    };
}
