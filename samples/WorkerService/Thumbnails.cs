using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tta.Observability;
using Tta.Primitives;

namespace WorkerService;

/// <summary>A host with telemetry, a queue and a worker.</summary>
internal static class Thumbnails
{
    public static IHost BuildHost(IEnumerable<string> files, Action<TtaObservabilityOptions>? configure = null)
    {
        Channel<string> jobs = Channel.CreateUnbounded<string>();
        foreach (string file in files)
        {
            jobs.Writer.TryWrite(file);
        }

        jobs.Writer.Complete();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddTtaObservability(options =>
        {
            options.ServiceName = "worker-service";
            configure?.Invoke(options);
        });
        builder.Services.AddSingleton(jobs);
        builder.Services.AddHostedService<ThumbnailWorker>();
        IHost host = builder.Build();
        TtaLogging.LoggerFactory = host.Services.GetRequiredService<ILoggerFactory>();
        return host;
    }
}
