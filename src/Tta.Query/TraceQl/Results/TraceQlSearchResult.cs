namespace Tta.Query.TraceQl;

/// <summary>Answer of a search.</summary>
/// <param name="Traces">Traces found, newest first.</param>
/// <param name="Statistics">What was looked at.</param>
/// <param name="Warnings">Texts for the user; empty when the result is complete.</param>
public sealed record TraceQlSearchResult(
    IReadOnlyList<TraceQlTrace> Traces, TraceQlStatistics Statistics, IReadOnlyList<string> Warnings);
