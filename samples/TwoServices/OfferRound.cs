using Microsoft.AspNetCore.Builder;
using Tta.Primitives;

namespace TwoServices;

/// <summary>Starts both services, sends one request to the first and stops them: one trace over two services.</summary>
internal static class OfferRound
{
    public static async Task RunAsync(TextWriter output)
    {
        await using WebApplication prices = PriceService.Build();
        await prices.StartAsync();
        await using WebApplication offers = OfferService.Build(Server.AddressOf(prices));
        await offers.StartAsync();
        using HttpClient http = new() { BaseAddress = Server.AddressOf(offers) };

        Primitive<string, string> request = Workflow.Step<string, string>(
            "AskOffer", async (articles, _, cancellationToken) => await http.GetStringAsync(new Uri($"/offer/{articles}", UriKind.Relative), cancellationToken)).Named("customer");
        await output.WriteLineAsync(await request.ExecuteAsync("lamp,table,bookshelf"));
    }
}
