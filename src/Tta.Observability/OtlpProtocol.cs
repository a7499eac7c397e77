namespace Tta.Observability;

/// <summary>How telemetry travels to an OTLP receiver (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>).</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf over HTTP/1.1, port 4318 by default (<c>http/protobuf</c>).</summary>
    HttpProtobuf,

    /// <summary>gRPC over HTTP/2, port 4317 by default (<c>grpc</c>).</summary>
    Grpc,
}
