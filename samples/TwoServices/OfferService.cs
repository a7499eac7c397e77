using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tta.Primitives;

namespace TwoServices;

/// <summary>The first service: makes an offer with a price from the second, several articles at a time.</summary>
internal static class OfferService
{
    public static WebApplication Build(Uri prices)
    {
        WebApplication app = Server.Build();
        HttpClient http = new() { BaseAddress = prices };
        // Trace, session and persona travel with the request by themselves: to this machine always, to other hosts where BaggageDestinations
        // names them.
        var price = Workflow.Step<string, string>(
            "AskPrice",
            async (article, _, cancellationToken) =>
                $"{article} {await http.GetStringAsync(new Uri($"/price/{Uri.EscapeDataString(article)}", UriKind.Relative), cancellationToken)}").WithRetry(2);
        Primitive<IReadOnlyList<string>, string> workflow = (Workflow.ForEach(price)
            >> Workflow.Step<IReadOnlyList<string>, string>("WriteOffer", static lines => string.Join('\n', lines))).Named("offer");
        app.MapGet("/offer/{articles}", async (string articles, HttpContext request) =>
        {
            WorkflowContext context = WorkflowContext.Extract(name => request.Request.Headers[name]).WithPersona("analyst");
            return await workflow.ExecuteAsync(articles.Split(','), context, request.RequestAborted);
        });
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        return app;
    }
}
