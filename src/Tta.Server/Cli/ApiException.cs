namespace Tta.Server.Cli;

/// <summary>A server could not be asked, or refused; the message is for the user.</summary>
/// <param name="message">What and why.</param>
/// <param name="status">HTTP status, or null when no answer came.</param>
internal sealed class ApiException(string message, int? status) : Exception(message)
{
    public int? Status { get; } = status;
}
