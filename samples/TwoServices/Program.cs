// A web service that calls a second one: persona, session and trace travel with the requests. Needs no network beyond this machine and no key.

using Tta.Observability;
using Tta.Primitives;
using TwoServices;

// The spans of the web server and of the HTTP client lie between those of the two services.
await using ObservabilitySession observability = TtaObservability.Initialize("two-services", options =>
{
    options.HttpClientSpans = true;
    options.ActivitySources.Add("Microsoft.AspNetCore");
});
TtaLogging.LoggerFactory = observability.LoggerFactory;
await OfferRound.RunAsync(Console.Out);
