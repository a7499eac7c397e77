using Tta.Integrations.Tests.Servers;

namespace Tta.Integrations.Tests.Providers;

/// <summary>A place where models or sandboxes are: the test's own server, always, and each real service whose key is in the environment.</summary>
/// <param name="name">Name in the test's report.</param>
/// <param name="keyVariable">Environment variable of the key; null for the test's own server.</param>
/// <param name="host">Host of a real service.</param>
internal sealed class Provider(string name, string? keyVariable = null, string? host = null)
{
    public string Name { get; } = name;

    /// <summary>Makes the client; what it needs besides ends with <see cref="IAsyncDisposable"/>.</summary>
    public required Func<Task<(IDisposable Client, IAsyncDisposable? Server)>> StartAsync { get; init; }

    /// <summary>Whether its tests can run: it is our own, or its key is set and its host takes connections from here.</summary>
    public bool IsAvailable => keyVariable is null || (Environment.GetEnvironmentVariable(keyVariable) is { Length: > 0 } && ServiceReach.CanConnect(host!));

    /// <summary>All that can be asked for answers of models.</summary>
    public static IReadOnlyList<Provider> Models { get; } =
    [
        new("own server, as OpenAI")
        {
            StartAsync = async () =>
            {
                LocalServer server = await ModelServer.StartAsync();
                return (new OpenAIChatClient(OpenAIEndpoint.At(new Uri(server.Address, "/v1"), "gpt-4o-mini")), server);
            },
        },
        new("own server, as Anthropic")
        {
            StartAsync = async () =>
            {
                LocalServer server = await ModelServer.StartAsync();
                return (AnthropicChatClient.Create(apiKey: "key", baseUrl: server.Address), server);
            },
        },
        .. OpenAIEndpoint.Known.Where(static endpoint => endpoint.ApiKeyVariable is not null).Select(static endpoint =>
            new Provider(endpoint.Provider, endpoint.ApiKeyVariable, endpoint.BaseUrl.Host)
            {
                StartAsync = () => Task.FromResult<(IDisposable, IAsyncDisposable?)>((new OpenAIChatClient(endpoint), null)),
            }),
        new("anthropic", "ANTHROPIC_API_KEY", "api.anthropic.com")
        {
            StartAsync = static () => Task.FromResult<(IDisposable, IAsyncDisposable?)>((AnthropicChatClient.Create(), null)),
        },
    ];

    /// <summary>All that have sandboxes.</summary>
    public static IReadOnlyList<Provider> Sandboxes { get; } =
    [
        new("own server, as E2B")
        {
            StartAsync = static async () =>
            {
                LocalServer server = await E2BServer.StartAsync();
                return (new E2BClient("key", "e2b.test", new HttpClient(server.Transport())), server);
            },
        },
        new("e2b", "E2B_API_KEY", "api.e2b.app")
        {
            StartAsync = static () => Task.FromResult<(IDisposable, IAsyncDisposable?)>((new E2BClient(), null)),
        },
    ];
}
