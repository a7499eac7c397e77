using OpenTelemetry.Exporter;

namespace Tta.Observability;

/// <summary>Where and how one signal leaves by OTLP. The endpoint is the full address for HTTP, the base address for gRPC.</summary>
internal sealed record OtlpTarget(Uri Endpoint, OtlpProtocol Protocol, string? Headers, int TimeoutMs, bool Gzip)
{
    private static readonly Uri s_defaultHttp = new("http://127.0.0.1:4318");
    private static readonly Uri s_defaultGrpc = new("http://127.0.0.1:4317");

    /// <summary>Whether the SDK reads certificates for the connection from files, which it does in its own client alone.</summary>
    public bool HasCertificateFiles { get; init; }

    // Spec: OpenTelemetry Protocol Exporter 1.x, "Configuration Options": the form per signal wins and is used as it is given;
    // the general address is a base that /v1/<signal> is appended to.
    public static OtlpTarget Resolve(string signal, TtaObservabilityOptions options, EnvironmentSettings environment)
    {
        string own = $"OTEL_EXPORTER_OTLP_{signal.ToUpperInvariant()}_";
        const string General = "OTEL_EXPORTER_OTLP_";
        OtlpProtocol protocol = options.OtlpProtocol
            ?? Protocols(environment, own + "PROTOCOL")
            ?? Protocols(environment, General + "PROTOCOL")
            ?? OtlpProtocol.HttpProtobuf;
        Uri? ownEndpoint = options.OtlpEndpoint is null ? environment.Address(own + "ENDPOINT") : null;
        Uri endpoint = ownEndpoint
            ?? options.OtlpEndpoint
            ?? environment.Address(General + "ENDPOINT")
            ?? (protocol is OtlpProtocol.Grpc ? s_defaultGrpc : s_defaultHttp);
        if (protocol is OtlpProtocol.HttpProtobuf && ownEndpoint is null)
        {
            endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/" + signal);
        }

        return new OtlpTarget(
            endpoint,
            protocol,
            environment.Text(own + "HEADERS", General + "HEADERS"),
            environment.Number(own + "TIMEOUT", 1) ?? environment.Number(General + "TIMEOUT", 1) ?? 10_000,
            (environment.Word(own + "COMPRESSION", "gzip", "none") ?? environment.Word(General + "COMPRESSION", "gzip", "none")) is "gzip")
        {
            HasCertificateFiles = environment.Text(General + "CERTIFICATE", General + "CLIENT_CERTIFICATE", General + "CLIENT_KEY") is not null,
        };
    }

    /// <param name="time">The clock of the pauses between attempts.</param>
    /// <param name="closing">Cancelled when telemetry ends.</param>
    public OtlpExporterOptions ToExporterOptions(TimeProvider time, CancellationToken closing)
    {
        var options = new OtlpExporterOptions
        {
            Endpoint = Endpoint,
            Protocol = Protocol is OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Headers = Headers,
            TimeoutMilliseconds = TimeoutMs,
            Compression = Gzip ? OtlpExportCompression.GZip : OtlpExportCompression.None,
        };
        if (!HasCertificateFiles)
        {
            options.HttpClientFactory = () => new HttpClient(new RetryingHandler(new SocketsHttpHandler(), time, closing)) { Timeout = TimeSpan.FromMilliseconds(TimeoutMs) };
        }

        return options;
    }

    private static OtlpProtocol? Protocols(EnvironmentSettings environment, string name) =>
        environment.Word(name, "http/protobuf", "grpc") switch
        {
            "grpc" => OtlpProtocol.Grpc,
            "http/protobuf" => OtlpProtocol.HttpProtobuf,
            _ => null,
        };
}
