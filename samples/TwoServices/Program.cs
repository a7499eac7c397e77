// A web service that calls a second one: persona, session and trace travel with the requests. Needs no network beyond this machine and no key.

using Tta.Observability;
using TwoServices;

// The spans of the web server and of the HTTP client lie between those of the two services. Before any HTTP client is made.
await using ObservabilitySession observability = TtaObservability.Initialize("two-services", options => options.HttpClientSpans = true);
await OfferRound.RunAsync(Console.Out);
