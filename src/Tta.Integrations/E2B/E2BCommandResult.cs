namespace Tta.Integrations;

/// <summary>What a command gave. Immutable.</summary>
/// <param name="ExitCode">0 for success, by convention.</param>
/// <param name="StandardOutput">All of standard output.</param>
/// <param name="StandardError">All of standard error.</param>
public sealed record E2BCommandResult(int ExitCode, string StandardOutput, string StandardError);
