using Tta.Server.Ingest;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>Where an Export goes after its transport is dealt with. Thread-safe.</summary>
internal interface IOtlpReceiver
{
    Intake Intake { get; }

    /// <summary>What a request counts as.</summary>
    IngestOrigin OriginOf(OtlpSignal signal, string protocol);

    /// <summary>Decodes and stores a body, or says why it was not taken.</summary>
    ValueTask<IngestResult> ExportAsync(OtlpRequest request, RequestBody body, CancellationToken cancellationToken);
}
