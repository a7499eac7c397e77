namespace Tta.Observability;

/// <summary>Where model calls go, and whether their content goes with them.</summary>
internal sealed record ModelCallTarget(Uri Host, string? PublicKey, string? SecretKey, bool CaptureContent)
{
    private static readonly Uri s_default = new("http://127.0.0.1:3000");

    public static ModelCallTarget Resolve(ModelCallOptions options, EnvironmentSettings environment)
    {
        Uri host = options.Host ?? environment.Address("LANGFUSE_HOST") ?? environment.Address("LANGFUSE_BASE_URL") ?? environment.Address("LANGFUSE_BASEURL") ?? s_default;
        return new ModelCallTarget(
            host,
            options.PublicKey ?? environment.Text("LANGFUSE_PUBLIC_KEY"),
            options.SecretKey ?? environment.Text("LANGFUSE_SECRET_KEY"),
            options.CaptureContent ?? environment.Flag("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT") ?? host.IsLoopback);
    }

    /// <summary>Address of a Langfuse route below <c>/api/public</c>.</summary>
    public Uri Route(string path) => new(Host.AbsoluteUri.TrimEnd('/') + "/api/public" + path);
}
