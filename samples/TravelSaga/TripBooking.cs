using Tta.Primitives;

namespace TravelSaga;

/// <summary>Flight, hotel, car: each can be cancelled, and is, the latest first, when a later one cannot be had.</summary>
internal static class TripBooking
{
    public static async Task RunAsync(TextWriter output)
    {
        Primitive<Trip, Trip> workflow = (Book("Flight", output) >> Book("Hotel", output) >> Book("Car", output))
            .AsSaga(new SagaOptions { Name = "TripSaga" })
            .Named("trip-booking");

        foreach (string city in (string[])["Lisbon", "Tartu"])
        {
            try
            {
                Trip trip = await workflow.ExecuteAsync(new Trip(city, []));
                await output.WriteLineAsync($"{city}: booked {string.Join(", ", trip.Booked)}");
            }
            catch (SoldOutException e)
            {
                await output.WriteLineAsync($"{city}: not booked, {e.Message}");
            }
        }
    }

    private static Primitive<Trip, Trip> Book(string part, TextWriter output) => Workflow
        .Step<Trip, Trip>($"Book{part}", trip => trip.City == "Tartu" && part == "Car"
            ? throw new SoldOutException(trip.City)
            : trip with { Booked = [.. trip.Booked, part] })
        .WithCompensation(async (trip, _, _, _) => await output.WriteLineAsync($"  {trip.City}: {part} cancelled"));

    internal sealed record Trip(string City, IReadOnlyList<string> Booked);

    internal sealed class SoldOutException(string city) : Exception($"no car is left in {city}");
}
