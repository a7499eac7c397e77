using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using System.Net.Sockets;
using Tta.Server.Hosting;

namespace Tta.Server.Tests.Hosting;

public sealed class ListenerTests
{
    [Fact]
    public async Task Every_listener_answers_healthy_and_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (Listener listener in server.Host.Listeners.All)
        {
            foreach (string path in (string[])["/-/healthy", "/-/ready"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, server.Url(listener.Name, path));
                if (listener.Apis[0].Protocols == HttpProtocols.Http2)
                {
                    request.Version = HttpVersion.Version20;
                    request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
                }

                using HttpResponseMessage response = await server.Client.SendAsync(request);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{listener.Name}{path}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Both_loopback_addresses_serve_the_same_port()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        int port = server.Host.Listeners["agent"].Port;
        Assert.StartsWith("tta is ready", await server.Client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/-/ready")), StringComparison.Ordinal);
        if (Socket.OSSupportsIPv6)
        {
            Assert.StartsWith("tta is ready", await server.Client.GetStringAsync(new Uri($"http://[::1]:{port}/-/ready")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TakenPort_OthersServe_AndTheOwnerIsNamed()
    {
        using TcpListener taken = TakeAPort(out int offset);
        await using RunningServer server = await RunningServer.StartAsync(o => o with { AnyPorts = false, PortOffset = offset });

        Listener ui = server.Host.Listeners["ui"];
        Assert.Equal("failed", ui.State);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"pid {Environment.ProcessId} ("), ui.Problem, StringComparison.Ordinal);
        Assert.Contains("--port-offset", ui.Problem, StringComparison.Ordinal);

        using HttpResponseMessage ready = await server.Client.GetAsync(server.Url("agent", "/-/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("ui: port", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenPort_WithStrictPorts_IsFatal()
    {
        using TcpListener taken = TakeAPort(out int offset);
        ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(
            () => RunningServer.StartAsync(o => o with { AnyPorts = false, PortOffset = offset, StrictPorts = true }));
        Assert.Contains("--strict-ports", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListenBeyondLoopback_WithoutToken_IsRefused()
    {
        ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(
            () => RunningServer.StartAsync(o => o with { Listen = IPAddress.Any }));
        Assert.Contains("TTA_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortBeyondTheLast_IsAProblemOfThatListenerOnly()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { AnyPorts = false, PortOffset = 65536 - 12345 });
        Assert.Contains("port 65536 does not exist", server.Host.Listeners["agent"].Problem, StringComparison.Ordinal);
    }

    // Takes the UI's port at an offset at which every port lies below the range that the system takes ports for connections from: no
    // connection of another test can sit on a port of this server.
    private static TcpListener TakeAPort(out int offset)
    {
        while (true)
        {
            offset = Random.Shared.Next(15_050, 16_000);
            var taken = new TcpListener(IPAddress.Loopback, 3000 + offset);
            try
            {
                taken.Start();
                return taken;
            }
            catch (SocketException)
            {
                taken.Dispose();
            }
        }
    }
}
