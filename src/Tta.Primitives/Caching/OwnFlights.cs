namespace Tta.Primitives;

/// <summary>The flights, of whatever caches, that the present flow of calls is itself to land. Whoever waits for one of them waits for ever.</summary>
internal static class OwnFlights
{
    private static readonly AsyncLocal<Link?> s_latest = new();

    /// <summary>Adds a flight for the rest of the calling async method and what it calls.</summary>
    public static void Add(object flight) => s_latest.Value = new Link(flight, s_latest.Value);

    public static bool Contains(object flight)
    {
        for (Link? link = s_latest.Value; link is not null; link = link.Outer)
        {
            if (ReferenceEquals(link.Flight, flight))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Link(object Flight, Link? Outer);
}
