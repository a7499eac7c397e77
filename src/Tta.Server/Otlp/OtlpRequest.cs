using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>What is known about an Export before its body is read.</summary>
/// <param name="Signal">What it carries.</param>
/// <param name="IsJson">JSON, else protobuf.</param>
/// <param name="Protocol">Label <c>protocol</c> of the metrics.</param>
/// <param name="ContentEncoding">Compression; "" or "identity" for none.</param>
internal readonly record struct OtlpRequest(OtlpSignal Signal, bool IsJson, string Protocol, string ContentEncoding);
