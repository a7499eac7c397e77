namespace Tta.Server.Hosting;

/// <summary>Event ids of the server's own log lines.</summary>
internal static class ServerEvents
{
    public static readonly EventId RequestFailed = new(1, nameof(RequestFailed));
    public static readonly EventId BackgroundFailed = new(2, nameof(BackgroundFailed));
    public static readonly EventId BackgroundRecovered = new(3, nameof(BackgroundRecovered));
    public static readonly EventId IngestRejected = new(4, nameof(IngestRejected));
    public static readonly EventId ConfigurationWarning = new(5, nameof(ConfigurationWarning));
    public static readonly EventId RuleFailed = new(6, nameof(RuleFailed));
    public static readonly EventId ForwardFailed = new(7, nameof(ForwardFailed));
    public static readonly EventId ForwardRefused = new(8, nameof(ForwardRefused));
}
