using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tta.Server.Langfuse;

namespace Tta.Server.Hosting;

/// <summary>
/// A running server: listeners, stores, background work. Kestrel runs without the generic host, which this program needs nothing of.
/// </summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);
    private readonly KestrelServer _kestrel;
    private readonly Composition _composition;
    private readonly ServiceProvider _services;

    private ServerHost(KestrelServer kestrel, Composition composition, Listeners listeners, ServiceProvider services)
    {
        _kestrel = kestrel;
        _composition = composition;
        Listeners = listeners;
        _services = services;
    }

    /// <summary>Version of the program.</summary>
    public static string Version { get; } =
        typeof(ServerHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public Listeners Listeners { get; }

    public Composition Composition => _composition;

    /// <summary>Opens the stores and serves. When it returns every listener that could be bound serves.</summary>
    /// <exception cref="ServerStartException">The server cannot run; nothing is left behind.</exception>
    public static async Task<ServerHost> StartAsync(ServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!options.IsLoopback && string.IsNullOrEmpty(options.Token))
        {
            throw new ServerStartException(
                $"--listen {options.Listen} opens the server to other machines: give --token SECRET or set TTA_TOKEN");
        }

        Composition composition = Composition.Create(options, loggers);
        Listeners? listeners = null;
        KestrelServer? kestrel = null;
        try
        {
            listeners = Listeners.Bind(composition.Apis, options);
            composition.Listeners = listeners;
            composition.LangfuseForwarding?.CheckIsOther(listeners);
            ServiceProvider services = RoutingServices(loggers);
            var pipelines = new Pipelines(
                listeners, new RequestGuard(options, new LangfuseAccess(composition.Keys), composition.MediaLinks), composition.Bodies, composition.Redactor,
                composition.Metrics, services, loggers.CreateLogger<Pipelines>());
            kestrel = CreateKestrel(listeners, loggers);
            var application = new KestrelApplication(pipelines.RunAsync, services.GetRequiredService<IServiceScopeFactory>());
            await kestrel.StartAsync(application, cancellationToken);
            foreach (Listener listener in listeners.All.Where(l => l.Problem is null))
            {
                listener.MarkServing();
            }

            composition.StartLoops();
            return new ServerHost(kestrel, composition, listeners, services);
        }
        catch
        {
            kestrel?.Dispose();
            listeners?.Dispose();
            await composition.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops taking requests, lets running ones end for a moment, then flushes and closes the stores.</summary>
    public async ValueTask DisposeAsync()
    {
        _composition.Stopping.Cancel();
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _kestrel.StopAsync(timeout.Token);
        _kestrel.Dispose();
        Listeners.Dispose();
        await _composition.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static KestrelServer CreateKestrel(Listeners listeners, ILoggerFactory loggers)
    {
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };

        // Bodies are limited by the APIs themselves, each with the error of its protocol.
        kestrelOptions.Limits.MaxRequestBodySize = null;
        foreach (Listener listener in listeners.All)
        {
            foreach (IPEndPoint endPoint in listener.EndPoints)
            {
                kestrelOptions.Listen(endPoint, o => o.Protocols = listener.Apis[0].Protocols);
            }
        }

        var transportOptions = new SocketTransportOptions
        {
            CreateBoundListenSocket = endPoint =>
                listeners.All.Select(l => l.TakeSocket(endPoint)).FirstOrDefault(s => s is not null)
                ?? throw new InvalidOperationException($"no socket is bound to {endPoint}"),
        };
        var transport = new SocketTransportFactory(Options.Create(transportOptions), loggers);
        return new KestrelServer(Options.Create(kestrelOptions), transport, loggers);
    }

    private static ServiceProvider RoutingServices(ILoggerFactory loggers)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(new System.Diagnostics.DiagnosticListener("Tta.Server"));
        services.AddMetrics();
        services.AddRoutingCore();
        return services.BuildServiceProvider();
    }
}
