namespace Tta.Server.Http;

/// <summary>A parameter of a query request cannot be used; the message says which and why.</summary>
internal sealed class ParameterException(string message) : Exception(message);
