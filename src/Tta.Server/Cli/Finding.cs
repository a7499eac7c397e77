namespace Tta.Server.Cli;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">What was looked at, and how it is.</param>
/// <param name="Fix">What to do about it, as a command where there is one; null when it is well.</param>
/// <param name="IsFailure">True when something does not work; false for advice.</param>
internal sealed record Finding(string What, string? Fix = null, bool IsFailure = false);
