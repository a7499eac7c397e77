namespace Tta.Agent.Forwarding;

/// <summary>What a forwarder has done since it was made.</summary>
/// <param name="SentCount">Things that the receiver took.</param>
/// <param name="RefusedCount">Things that the receiver refused for good.</param>
/// <param name="LastSentAt">When it took something last.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
public sealed record ForwarderStatus(long SentCount = 0, long RefusedCount = 0, DateTimeOffset? LastSentAt = null, string? LastError = null);
