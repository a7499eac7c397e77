using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tta.Integrations.Tests.Servers;

/// <summary>A web server on a free port of this machine that stands in for a service.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<LocalServer> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            try
            {
                await answer(context);
            }
            catch (Exception e) when (!context.Response.HasStarted)
            {
                // The client's test shows what went wrong here.
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await context.Response.WriteAsync(e.ToString());
            }
        });
        await app.StartAsync();
        return new LocalServer(app);
    }

    /// <summary>A transport that comes here whatever host a client names.</summary>
    public HttpMessageHandler Transport() => new Redirect(Address);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Redirect(Uri address) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(address, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
