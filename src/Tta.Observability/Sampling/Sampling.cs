using OpenTelemetry.Trace;

namespace Tta.Observability;

/// <summary>Chooses the sampler: the program's settings, then <c>OTEL_TRACES_SAMPLER</c>, then everything.</summary>
internal static class Sampling
{
    public static Sampler Build(SamplingOptions options, EnvironmentSettings environment, TimeProvider time)
    {
        Sampler sampler = options.Ratio is null && options.MaxTracesPerSecond is null ? OfEnvironment(environment) : OfProgram(options, time);
        return options.KeepErrors ? new RecordingSampler(sampler) : sampler;
    }

    private static ParentBasedSampler OfProgram(SamplingOptions options, TimeProvider time)
    {
        Sampler root = options.Ratio is { } ratio ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
        return new ParentBasedSampler(options.MaxTracesPerSecond is { } perSecond ? new RateLimitedSampler(root, perSecond, time) : root);
    }

    // Spec: OpenTelemetry SDK environment variables, "General SDK Configuration".
    private static Sampler OfEnvironment(EnvironmentSettings environment)
    {
        string? name = environment.Word(
            "OTEL_TRACES_SAMPLER",
            "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio");
        double ratio = name?.EndsWith("traceidratio", StringComparison.Ordinal) ?? false ? environment.Ratio("OTEL_TRACES_SAMPLER_ARG") ?? 1 : 1;
        return name switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(ratio),
            "parentbased_always_off" => new ParentBasedSampler(new AlwaysOffSampler()),
            "parentbased_traceidratio" => new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio)),
            _ => new ParentBasedSampler(new AlwaysOnSampler()),
        };
    }
}
