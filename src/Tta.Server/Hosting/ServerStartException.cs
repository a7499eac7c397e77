namespace Tta.Server.Hosting;

/// <summary>The server cannot start; the message says what, why and what to do.</summary>
internal sealed class ServerStartException(string message, Exception? cause = null) : Exception(message, cause);
