namespace Tta.Observability;

/// <summary>Where model calls go, and whether their content goes with them.</summary>
internal sealed record ModelCallTarget(Uri Host, string? PublicKey, string? SecretKey, bool CaptureContent)
{
    private const int MaxBatchCount = 10_000;

    private static readonly Uri s_default = new("http://127.0.0.1:3000");

    /// <summary>Most model calls in one request.</summary>
    public int BatchCount { get; init; } = 128;

    /// <summary>How long a batch waits for more.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Share of the traces whose model calls are sent, 0 to 1, chosen by trace id.</summary>
    public double SampleRate { get; init; } = 1;

    /// <summary>Environment of what is sent, or null.</summary>
    public string? TracingEnvironment { get; init; }

    /// <summary>Release of the application, or null.</summary>
    public string? Release { get; init; }

    public static ModelCallTarget Resolve(ModelCallOptions options, EnvironmentSettings environment)
    {
        Uri host = options.Host ?? environment.Address("LANGFUSE_HOST") ?? environment.Address("LANGFUSE_BASE_URL") ?? environment.Address("LANGFUSE_BASEURL") ?? s_default;
        return new ModelCallTarget(
            host,
            options.PublicKey ?? environment.Text("LANGFUSE_PUBLIC_KEY"),
            options.SecretKey ?? environment.Text("LANGFUSE_SECRET_KEY"),
            options.CaptureContent ?? environment.Flag("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT") ?? host.IsLoopback)
        {
            BatchCount = environment.Number("LANGFUSE_FLUSH_AT", 1, MaxBatchCount) ?? 128,
            FlushInterval = environment.Seconds("LANGFUSE_FLUSH_INTERVAL") ?? TimeSpan.FromSeconds(1),
            RequestTimeout = environment.Seconds("LANGFUSE_TIMEOUT") ?? TimeSpan.FromSeconds(10),
            SampleRate = environment.Ratio("LANGFUSE_SAMPLE_RATE") ?? 1,
            TracingEnvironment = environment.Text("LANGFUSE_TRACING_ENVIRONMENT"),
            Release = environment.Text("LANGFUSE_RELEASE"),
        };
    }

    /// <summary>Address of a Langfuse route below <c>/api/public</c>.</summary>
    public Uri Route(string path) => new(Host.AbsoluteUri.TrimEnd('/') + "/api/public" + path);
}
