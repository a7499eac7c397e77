using System.Globalization;

namespace DocumentAnalysis;

/// <summary>
/// The register that cited numbers are looked up in. It drops a share of the connections, decided by seed, document and
/// attempt, so that a run can be repeated exactly. Thread-safe.
/// </summary>
internal sealed class ReferenceRegister(int seed)
{
    private const int FailurePercent = 35;
    private const int LastNumberOfAYear = 500;
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(35);

    /// <exception cref="RegisterUnavailableException">The connection was dropped.</exception>
    public async ValueTask<FactCheck> LookUpAsync(ParsedDocument document, int attempt, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Delay(s_latency, time, cancellationToken);

        // The first attempt fails by chance, later ones half as often: nobody sees four failures in a row.
        int chance = FailurePercent >> (attempt - 1);
        if (Draw(document.Source.Id, attempt) < chance)
        {
            throw new RegisterUnavailableException(attempt);
        }

        string[] unknown = [.. document.References.Where(reference => !IsRegistered(reference))];
        return unknown.Length > 0
            ? new FactCheck("references", Passed: false, $"not in the register: {string.Join(", ", unknown)}")
            : new FactCheck("references", Passed: true, $"{document.References.Count} references are registered");
    }

    private static bool IsRegistered(string reference) => int.Parse(reference.AsSpan(^3..), CultureInfo.InvariantCulture) <= LastNumberOfAYear;

    private int Draw(string documentId, int attempt)
    {
        uint hash = 2166136261;
        foreach (char c in string.Create(CultureInfo.InvariantCulture, $"{seed}/{documentId}/{attempt}"))
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)((hash ^ (hash >> 15)) % 100);
    }
}
