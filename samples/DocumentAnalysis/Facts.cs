using System.Globalization;

namespace DocumentAnalysis;

/// <summary>The figures, names and dates that fill one document, drawn from a seed.</summary>
internal sealed class Facts(int seed, int batch, int position)
{
    private static readonly string[] s_companies =
        ["Norvik Marine", "Alder & Finch", "Kestrel Foods", "Brightwater Energy", "Halden Optics", "Mirador Rail"];
    private static readonly string[] s_cities = ["Bergen", "Porto", "Ghent", "Tartu", "Graz", "Aarhus"];

#pragma warning disable CA5394 // Repeatable on purpose: nothing here is a secret.
    private readonly Random _random = new(HashCode(seed, batch, position));

    public string Company => s_companies[_random.Next(s_companies.Length)];

    public string City => s_cities[_random.Next(s_cities.Length)];

    public int Number(int from, int to) => _random.Next(from, to);

    public string Decimal(int from, int to) => (_random.Next(from * 10, to * 10) / 10m).ToString("0.0", CultureInfo.InvariantCulture);

    public string Day(int year) => new DateOnly(year, 1, 1).AddDays(_random.Next(365)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A period of up to a quarter; one in six is the wrong way round, as people write them.</summary>
    public string Period(int year)
    {
        DateOnly from = new DateOnly(year, 1, 1).AddDays(_random.Next(270));
        DateOnly to = from.AddDays(20 + _random.Next(70));
        (DateOnly first, DateOnly second) = _random.Next(6) == 0 ? (to, from) : (from, to);
        return string.Create(CultureInfo.InvariantCulture, $"{first:yyyy-MM-dd} to {second:yyyy-MM-dd}");
    }

    /// <summary>A number of the reference register; few of them are not registered.</summary>
    public string Reference(int year) => string.Create(CultureInfo.InvariantCulture, $"REG-{year}-{_random.Next(1, 540):000}");
#pragma warning restore CA5394

    private static int HashCode(int seed, int batch, int position) => unchecked(((seed * 397) ^ batch) * 397 ^ position);
}
