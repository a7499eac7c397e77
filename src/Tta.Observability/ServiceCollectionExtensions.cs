using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tta.Observability;

/// <summary>Telemetry for programs with a host.</summary>
public static class ServiceCollectionExtensions
{
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
