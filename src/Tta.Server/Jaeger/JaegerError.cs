using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>An error in Jaeger's envelope.</summary>
/// <param name="Status">HTTP status, repeated in the body.</param>
/// <param name="Message">Text for the user.</param>
/// <param name="TraceId">The trace it is about, where several were asked for.</param>
internal sealed record JaegerError(int Status, string Message, TraceId? TraceId = null);
