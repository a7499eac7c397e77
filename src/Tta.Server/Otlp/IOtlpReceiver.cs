using Tta.Server.Ingest;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>Where an Export goes after its transport is dealt with. Thread-safe.</summary>
internal interface IOtlpReceiver
{
    Intake Intake { get; }

    /// <summary>What a request counts as.</summary>
    IngestOrigin OriginOf(OtlpSignal signal, string protocol);

    /// <summary>Decodes and stores a body.</summary>
    ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
