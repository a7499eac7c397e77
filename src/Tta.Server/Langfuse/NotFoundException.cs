namespace Tta.Server.Langfuse;

/// <summary>What a request names is not stored; the message says so.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
