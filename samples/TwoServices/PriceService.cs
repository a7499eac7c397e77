using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tta.Primitives;

namespace TwoServices;

/// <summary>The second service: goes on with the trace, session and persona of whoever calls it.</summary>
internal static class PriceService
{
    public static WebApplication Build()
    {
        WebApplication app = Server.Build();
        Primitive<string, int> workflow = (Workflow.Step<string, int>("LookUpList", static article => 10 * article.Length)
            >> Workflow.Step<int, int>("AddTax", static net => net * 119 / 100)).Named("price");
        app.MapGet("/price/{article}", async (string article, HttpContext http) =>
        {
            WorkflowContext context = WorkflowContext.Extract(name => http.Request.Headers[name]);
            return $"{await workflow.ExecuteAsync(article, context, http.RequestAborted)} ({context.Persona})";
        });
        return app;
    }
}
