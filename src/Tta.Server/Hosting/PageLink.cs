using System.Text;
using Microsoft.AspNetCore.Http.Extensions;

namespace Tta.Server.Hosting;

/// <summary>The address of one of our pages, to send people to who open the page of another program on its port. Not thread-safe.</summary>
/// <param name="page">Path behind the <c>#</c>, escaped, such as <c>traces</c>.</param>
internal sealed class PageLink(string page)
{
    private static readonly string[] s_getAndHead = ["GET", "HEAD"];
    private readonly StringBuilder _parameters = new();

    /// <summary>Sends whoever opens a path to the page that stands for it.</summary>
    public static void Map(IEndpointRouteBuilder routes, string path, Func<Listeners> listeners, Func<HttpRequest, PageLink> link) =>
        routes.MapMethods(path, s_getAndHead, context => link(context.Request).GoAsync(context, listeners()));

    /// <summary>Adds a parameter; an empty one is left out.</summary>
    public PageLink With(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _parameters.Append(_parameters.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    private async Task GoAsync(HttpContext context, Listeners listeners)
    {
        HttpRequest request = context.Request;
        string place = $"/#/{page}{_parameters}";
        if (request.PathBase.HasValue)
        {
            context.Response.Redirect(place); // On the UI port already.
        }
        else if (listeners["ui"] is { Serves: true } ui)
        {
            context.Response.Redirect(UriHelper.BuildAbsolute(request.Scheme, new HostString(request.Host.Host, ui.Port)) + place[1..]);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("the pages are not served: tta status says why\n", context.RequestAborted);
        }
    }
}
