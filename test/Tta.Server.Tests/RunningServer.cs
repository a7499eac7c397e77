using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Server.Hosting;

namespace Tta.Server.Tests;

/// <summary>A server inside the test process, on ports that the system chose, with a data directory of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly string _directory;

    private RunningServer(ServerHost host, string directory)
    {
        Host = host;
        _directory = directory;
    }

    public ServerHost Host { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, ILoggerFactory? loggers = null)
    {
        string directory = Directory.CreateTempSubdirectory("tta-server-").FullName;
        var options = new ServerOptions { DataDirectory = directory, AnyPorts = true };
        options = change?.Invoke(options) ?? options;
        try
        {
            return new RunningServer(await ServerHost.StartAsync(options, loggers ?? NullLoggerFactory.Instance, CancellationToken.None), directory);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Address of a path on a listener, by the name that status shows.</summary>
    public Uri Url(string listener, string path) => new($"http://127.0.0.1:{Host.Listeners[listener].Port}{path}");

    public async Task<string> GetAsync(string listener, string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(Url(listener, path));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {body}");
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
