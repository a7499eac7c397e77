namespace Tta.Server.Hosting;

/// <summary>All ports of the server, in the order of the APIs.</summary>
internal sealed class Listeners : IDisposable
{
    private readonly Dictionary<int, Listener> _byPort = [];

    private Listeners(IReadOnlyList<Listener> all) => All = all;

    public IReadOnlyList<Listener> All { get; }

    /// <summary>Why not every listener serves; empty when the server is ready.</summary>
    public IReadOnlyList<string> NotReady =>
        [.. All.Where(l => !l.Serves).Select(l => $"{l.Name}: {l.Problem ?? "starting"}")];

    public Listener this[string name] => All.First(l => l.Name == name);

    /// <summary>Groups the APIs by port and binds every port.</summary>
    /// <exception cref="ServerStartException">A port is taken and ports are strict, or none could be bound.</exception>
    public static Listeners Bind(IReadOnlyList<Api> apis, ServerOptions options)
    {
        var listeners = new Listeners([.. apis.GroupBy(a => a.DefaultPort).Select(group => new Listener([.. group]))]);
        foreach (Listener listener in listeners.All)
        {
            listener.Bind(options);
            if (listener.Problem is null)
            {
                listeners._byPort.Add(listener.Port, listener);
            }
            else if (options.StrictPorts)
            {
                listeners.Dispose();
                throw new ServerStartException($"{listener.Name}: {listener.Problem} (--strict-ports)");
            }
        }

        return listeners._byPort.Count > 0
            ? listeners
            : throw new ServerStartException("no port could be bound:\n  " + string.Join("\n  ", listeners.NotReady));
    }

    public Listener ByPort(int port) => _byPort[port];

    public void Dispose()
    {
        foreach (Listener listener in All)
        {
            listener.Dispose();
        }
    }
}
