using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>A service with one of its operations.</summary>
internal sealed record StoredOperation(string Service, string Name, SpanKind Kind);
