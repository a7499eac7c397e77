// Books a trip in three steps and undoes what was booked when a later step fails. Needs no network and no key.

using TravelSaga;
using Tta.Observability;
using Tta.Primitives;

await using ObservabilitySession observability = TtaObservability.Initialize("travel-saga");
TtaLogging.LoggerFactory = observability.LoggerFactory;
await TripBooking.RunAsync(Console.Out);
