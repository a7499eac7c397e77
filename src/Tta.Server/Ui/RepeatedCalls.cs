using System.Security.Cryptography;
using System.Text;
using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>
/// Finds model calls that asked the same model the same question again: what a cache would have answered. Failed calls and calls without stored
/// content are left out. Not thread-safe.
/// </summary>
internal sealed class RepeatedCalls
{
    private readonly Dictionary<string, RepeatedCall> _byQuestion = new(StringComparer.Ordinal);

    /// <summary>Calls that had content to compare.</summary>
    public int Compared { get; private set; }

    /// <summary>Takes a call; calls must come newest first, so that the first one asked is the one that was needed.</summary>
    public void Add(LlmObservation call)
    {
        if (call.InputJson is null || call.Error is not null)
        {
            return;
        }

        Compared++;
        string question = Question(call);
        _byQuestion[question] = _byQuestion.TryGetValue(question, out RepeatedCall? newer)
            ? newer with
            {
                Repeats = newer.Repeats + 1,
                InputTokens = newer.InputTokens + newer.First.InputTokens,
                OutputTokens = newer.OutputTokens + newer.First.OutputTokens,
                CostUsd = newer.CostUsd + (newer.First.TotalCost ?? 0),
                First = call,
            }
            : new RepeatedCall(0, 0, 0, 0, call, call);
    }

    /// <summary>The most expensive repetitions.</summary>
    public IReadOnlyList<RepeatedCall> Dearest(int limit) =>
    [
        .. _byQuestion.Values.Where(static call => call.Repeats > 0)
            .OrderByDescending(static call => call.CostUsd).ThenByDescending(static call => call.Repeats).ThenBy(static call => call.Last.Id, StringComparer.Ordinal)
            .Take(limit),
    ];

    /// <summary>Sums over all repetitions.</summary>
    public (int Repeats, decimal CostUsd) Sum() => (_byQuestion.Values.Sum(static call => call.Repeats), _byQuestion.Values.Sum(static call => call.CostUsd));

    /// <summary>All that decides the answer: model, instructions, messages, tools and parameters. Only its hash is kept.</summary>
    private static string Question(LlmObservation call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? part in (ReadOnlySpan<string?>)
            [call.Model, call.Operation, call.SystemInstructionsJson, call.InputJson, call.ToolDefinitionsJson, call.ModelParametersJson])
        {
            // The lengths keep the parts apart.
            byte[] bytes = Encoding.UTF8.GetBytes(part ?? "");
            BitConverter.TryWriteBytes(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
