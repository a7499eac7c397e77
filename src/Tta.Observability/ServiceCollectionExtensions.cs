using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tta.Observability;

/// <summary>Telemetry for programs with a host or a logger factory of their own.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Exports what a logger factory's loggers write, beside its other providers. Telemetry must be running when the factory is
    /// built; otherwise nothing is exported.
    /// </summary>
    /// <param name="logging">The logger factory's builder.</param>
    /// <returns><paramref name="logging"/>.</returns>
    public static ILoggingBuilder AddTtaObservability(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.Services.AddSingleton(static _ => TtaObservability.Current?.LoggerProvider ?? NullLoggerProvider.Instance);
        return logging;
    }

    /// <summary>
    /// Starts telemetry with the host and exports what its loggers write. Telemetry ends with the container, after every hosted
    /// service has stopped, so their last spans and records are sent too.
    /// </summary>
    /// <remarks>Idempotent. It is the same telemetry that <see cref="TtaObservability"/> shows; the first settings stay.</remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the settings; null keeps the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddTtaObservability(this IServiceCollection services, Action<TtaObservabilityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static service => service.ServiceType == typeof(ObservabilitySession)))
        {
            return services;
        }

        services.AddLogging();
        services.AddSingleton(_ => TtaObservability.Initialize(options =>
        {
            // A host has loggers that show problems.
            options.ProblemOutput = null;
            configure?.Invoke(options);
        }));
        services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<ObservabilitySession>().LoggerProvider);
        return services;
    }
}
