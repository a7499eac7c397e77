using Tta.Server.Ingest;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>Where an Export goes after its transport is dealt with. Thread-safe.</summary>
internal interface IOtlpReceiver
{
    Intake Intake { get; }

    /// <summary>What the request is stored as, for counting.</summary>
    IngestSignal SignalOf(OtlpSignal signal);

    /// <summary>Decodes and stores a body.</summary>
    ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
