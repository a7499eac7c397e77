// E2B data plane: code interpreter on port 49999 (POST /execute), envd on port 49983 (POST /process.Process/Start, GET and POST /files), host
// {port}-{sandbox}.{domain}, access token in X-Access-Token.

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>A running sandbox. Disposing it ends it. Thread-safe; runs of code in one sandbox see each other's variables.</summary>
public sealed class E2BSandbox : IAsyncDisposable
{
    private const int CodePort = 49999;
    private const int SystemPort = 49983;
    private const int MaxCommandOutputLength = 1_000_000;
    private const string User = "user";

    private readonly E2BClient _client;
    private readonly string _domain;
    private readonly string? _accessToken;
    private readonly string? _trafficToken;
    private int _ended;

    internal E2BSandbox(E2BClient client, string id, string domain, string? accessToken, string? trafficToken)
    {
        _client = client;
        Id = id;
        _domain = domain;
        _accessToken = accessToken;
        _trafficToken = trafficToken;
    }

    /// <summary>Id of the sandbox.</summary>
    public string Id { get; }

    private string ControlPath => $"sandboxes/{Uri.EscapeDataString(Id)}";

    /// <summary>Runs code to its end. Code that fails is a result with <see cref="E2BCodeResult.Error"/>, not an exception.</summary>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The code holds the value of one of its environment variables.</exception>
    /// <exception cref="ServiceException">The run took too long, or the request failed.</exception>
    public async Task<E2BCodeResult> RunCodeAsync(E2BCode code, CancellationToken cancellationToken = default)
    {
        long start = _client.Time.GetTimestamp();
        CappedText standardOutput = new(code.MaxOutputLength);
        CappedText standardError = new(code.MaxOutputLength);
        List<E2BOutput> results = [];
        E2BOutput? error = null;
        await foreach (E2BOutput output in StreamCodeAsync(code, cancellationToken).ConfigureAwait(false))
        {
            switch (output.Kind)
            {
                case E2BOutputKind.StandardOutput: standardOutput.Append(output.Text); break;
                case E2BOutputKind.StandardError: standardError.Append(output.Text); break;
                case E2BOutputKind.Result: results.Add(output); break;
                default: error = output; break;
            }
        }

        return new E2BCodeResult(Id, standardOutput.ToString(), standardError.ToString(), results)
        {
            Error = error,
            IsTruncated = standardOutput.IsTruncated || standardError.IsTruncated,
            Duration = _client.Time.GetElapsedTime(start),
        };
    }

    /// <summary>Runs code and gives its output as it comes.</summary>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The code holds the value of one of its environment variables.</exception>
    /// <exception cref="ServiceException">The run took too long, or the request failed.</exception>
    public IAsyncEnumerable<E2BOutput> StreamCodeAsync(E2BCode code, CancellationToken cancellationToken = default)
        => StreamCodeCoreAsync(code.Validated(), cancellationToken);

    /// <summary>
    /// Runs a shell command to its end. The result keeps the first 1,000,000 characters of each output; <paramref name="onOutput"/> sees all.
    /// </summary>
    /// <param name="command">Command line for <c>bash -lc</c>.</param>
    /// <param name="timeout">Longest time to wait; default: 60 s.</param>
    /// <param name="environment">Environment of the command, the place for secrets; default: empty.</param>
    /// <param name="onOutput">Called with each piece of output as it comes; default: nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ServiceException">The command took too long, or the request failed. A command that fails is an exit code.</exception>
    public async Task<E2BCommandResult> RunCommandAsync(
        string command,
        TimeSpan? timeout = null,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<E2BOutput>? onOutput = null,
        CancellationToken cancellationToken = default)
    {
        HttpContent body = await ConnectStream.EnvelopeAsync(CommandBody(command, environment), cancellationToken).ConfigureAwait(false);
        CappedText standardOutput = new(MaxCommandOutputLength);
        CappedText standardError = new(MaxCommandOutputLength);
        int exitCode = 0;
        await foreach (JsonElement message in WithinAsync(
            timeout ?? TimeSpan.FromSeconds(60),
            "command",
            SystemRequest(HttpMethod.Post, "process.Process/Start", body),
            ConnectStream.ReadAsync,
            cancellationToken).ConfigureAwait(false))
        {
            if (!message.TryGetProperty("event", out JsonElement happened))
            {
                continue;
            }

            if (happened.TryGetProperty("data", out JsonElement data))
            {
                Take(data, "stdout", E2BOutputKind.StandardOutput, standardOutput);
                Take(data, "stderr", E2BOutputKind.StandardError, standardError);
            }
            else if (happened.TryGetProperty("end", out JsonElement end))
            {
                // Members with the value 0 are left out in JSON of protobuf messages.
                exitCode = end.TryGetProperty("exitCode", out JsonElement code) ? code.GetInt32() : 0;
            }
        }

        return new E2BCommandResult(exitCode, standardOutput.ToString(), standardError.ToString());

        void Take(JsonElement data, string name, E2BOutputKind kind, CappedText all)
        {
            if (data.TryGetProperty(name, out JsonElement bytes))
            {
                string text = Encoding.UTF8.GetString(bytes.GetBytesFromBase64());
                all.Append(text);
                onOutput?.Invoke(new E2BOutput(kind, text));
            }
        }
    }

    /// <summary>Writes a file, replacing an earlier one; folders are made as needed.</summary>
    /// <param name="path">Path in the sandbox.</param>
    /// <param name="content">The bytes; read once, not disposed.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task WriteFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        MultipartFormDataContent form = new() { { new StreamContent(content), "file", Path.GetFileName(path) } };
        using HttpResponseMessage response = await SendAsync("write_file", SystemRequest(HttpMethod.Post, FilePath(path), form), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">Path in the sandbox.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed; a file that is not there is <c>not_found</c>.</exception>
    public async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await SendAsync("read_file", SystemRequest(HttpMethod.Get, FilePath(path), null), cancellationToken)
            .ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the lifetime anew.</summary>
    /// <param name="lifetime">Time from now until the sandbox ends; whole seconds.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default)
        => _client.CallAsync("extend", Id, HttpMethod.Post, $"{ControlPath}/timeout", E2BClient.Lifetime(lifetime), cancellationToken);

    /// <summary>Stops the sandbox and keeps its memory and files, until <see cref="E2BClient.ConnectAsync"/> goes on with it.</summary>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        await _client.CallAsync("pause", Id, HttpMethod.Post, $"{ControlPath}/pause", null, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _ended, 1);
    }

    /// <summary>Ends the sandbox and all that is in it. A sandbox that has ended already is no error.</summary>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _client.CallAsync("kill", Id, HttpMethod.Delete, ControlPath, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceException e) when (e.StatusCode == 404)
        {
            // It ended by itself.
        }

        Volatile.Write(ref _ended, 1);
    }

    /// <summary>Ends the sandbox unless it was ended or paused. When that fails, it still ends after its lifetime.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            try
            {
                await KillAsync().ConfigureAwait(false);
            }
            catch (ServiceException)
            {
                // The span of the request tells; an exception here would hide the one that led to the disposal.
            }
        }
    }

    private static ByteArrayContent CommandBody(string command, IReadOnlyDictionary<string, string>? environment) => RestClient.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("process");
        writer.WriteString("cmd", "/bin/bash");
        writer.WriteStartArray("args");
        writer.WriteStringValue("-l");
        writer.WriteStringValue("-c");
        writer.WriteStringValue(command);
        writer.WriteEndArray();
        writer.WriteStartObject("envs");
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static string FilePath(string path) => $"files?path={Uri.EscapeDataString(path)}&username={User}";

    private IAsyncEnumerable<E2BOutput> StreamCodeCoreAsync(E2BCode code, CancellationToken cancellationToken) => WithinAsync(
        code.Timeout, "execute", Request(CodePort, HttpMethod.Post, "execute", RestClient.Json(code.Write)), E2BOutputReader.ReadAsync, cancellationToken);

    private HttpRequestMessage SystemRequest(HttpMethod method, string path, HttpContent? body)
    {
        HttpRequestMessage request = Request(SystemPort, method, path, body);
        request.Headers.TryAddWithoutValidation("Connect-Protocol-Version", "1");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(User + ":")));
        return request;
    }

    private HttpRequestMessage Request(int port, HttpMethod method, string path, HttpContent? body)
    {
        HttpRequestMessage request = new(method, new Uri($"https://{port}-{Id}.{_domain}/{path}")) { Content = body };
        AddToken("X-Access-Token", _accessToken);
        AddToken("E2B-Traffic-Access-Token", _trafficToken);
        return request;

        void AddToken(string header, string? token)
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation(header, token);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string operation, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using RestCall call = Start(operation, request.RequestUri!);
        try
        {
            return await _client.Rest.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceException e)
        {
            call.Fail(e);
            throw;
        }
    }

    private RestCall Start(string operation, Uri address)
        => RestCall.Start($"e2b {operation}", address, ("e2b.operation", operation), ("e2b.sandbox.id", Id));

    /// <summary>Sends a request and reads its stream within a time limit, in one span.</summary>
    private async IAsyncEnumerable<T> WithinAsync<T>(
        TimeSpan timeout,
        string operation,
        HttpRequestMessage request,
        Func<Stream, CancellationToken, IAsyncEnumerable<T>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using RestCall call = Start(operation, request.RequestUri!);
        using CancellationTokenSource limit = new(timeout, _client.Time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        IAsyncEnumerator<T>? items = null;
        HttpResponseMessage? response = null;
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                yield return items!.Current;
            }
        }
        finally
        {
            if (items is not null)
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }

            response?.Dispose();
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                if (items is null)
                {
                    response = await _client.Rest.SendAsync(request, stop.Token, streaming: true).ConfigureAwait(false);
                    items = read(await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false), stop.Token).GetAsyncEnumerator(stop.Token);
                }

                return await items.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                ServiceException late = new("timeout", $"E2B {operation} in sandbox {Id} did not end within {timeout.TotalSeconds} s", e)
                {
                    IsTransient = true,
                };
                call.Fail(late);
                throw late;
            }
            catch (Exception e) when ((e as ServiceException ?? _client.Rest.FromTransport(e, cancellationToken)) is { } failure)
            {
                call.Fail(failure);
                throw failure;
            }
        }
    }
}
