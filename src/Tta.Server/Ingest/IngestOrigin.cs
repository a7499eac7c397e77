namespace Tta.Server.Ingest;

/// <summary>What came in, and how; the labels of its counters.</summary>
/// <param name="Signal">What it is stored as.</param>
/// <param name="Protocol">Label <c>protocol</c> of the server's metrics.</param>
internal readonly record struct IngestOrigin(IngestSignal Signal, string Protocol);
