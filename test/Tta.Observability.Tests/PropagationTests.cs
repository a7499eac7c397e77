using System.Diagnostics;
using System.Net.Sockets;
using Tta.Observability.Tests.Fakes;
using Tta.Primitives;

namespace Tta.Observability.Tests;

/// <summary>Real requests to a real server, under several names. There is one propagator per process.</summary>
[Collection(nameof(Alone))]
public sealed class PropagationTests : IAsyncDisposable
{
    private readonly FakeReceiver _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("localhost", null, true)]
    [InlineData("api.models.test", null, false)]
    [InlineData("api.models.test", "models.test", false)]
    [InlineData("api.models.test", "*.models.test", true)]
    [InlineData("models.test", "*.models.test", false)]
    [InlineData("evilmodels.test", "*.models.test", false)]
    [InlineData("api.models.test", "other.test, API.models.test", true)]
    [InlineData("api.models.test", "*", true)]
    public async Task Baggage_goes_only_where_it_may_and_the_trace_everywhere(string host, string? destinations, bool isAllowed)
    {
        await using var program = new ObservedProgram(environment: destinations is null ? [] : [("TTA_BAGGAGE_DESTINATIONS", destinations)]);

        ReceivedRequest request = await SendAsync(host);

        Assert.Equal(isAllowed, request.Headers.ContainsKey("baggage"));
        Assert.Equal(isAllowed, request.Headers.Any(header => header.Value.Contains("acme", StringComparison.Ordinal)));
        Assert.Contains("traceparent", request.Headers.Keys);
        if (isAllowed)
        {
            WorkflowContext received = WorkflowContext.Extract(request.Headers);
            Assert.Equal(("analyst", "s1", "acme"), (received.Persona, received.SessionId, received.Baggage["tenant"]));
        }
    }

    [Theory]
    [InlineData("tracecontext", "traceparent")]
    [InlineData("b3", "b3")]
    [InlineData("b3multi", "x-b3-sampled,x-b3-spanid,x-b3-traceid")]
    [InlineData("b3,tracecontext", "b3,traceparent")]
    [InlineData("none", "")]
    [InlineData("tracecontext,none", "")]
    [InlineData("tracecontext,baggage", "baggage,traceparent")]
    public async Task The_formats_are_the_chosen_ones(string propagators, string headers)
    {
        await using var program = new ObservedProgram(environment: ("OTEL_PROPAGATORS", propagators));

        ReceivedRequest request = await SendAsync("127.0.0.1");

        string[] known = ["traceparent", "baggage", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled"];
        Assert.Equal(headers, string.Join(',', request.Headers.Keys.Select(name => name.ToLowerInvariant()).Where(known.Contains).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_format_is_told()
    {
        await using var program = new ObservedProgram(environment: ("OTEL_PROPAGATORS", "jaeger"));

        Assert.Contains("OTEL_PROPAGATORS", Assert.Single(program.Session.Problems, problem => problem.Code == "setting-ignored").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90", "00-80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-01")]
    [InlineData("64fe8b2a57d3eff7-e457b5a2e4d86bd1-0", "00-000000000000000064fe8b2a57d3eff7-e457b5a2e4d86bd1-00")]
    [InlineData("64fe8b2a57d3eff7-e457b5a2e4d86bd1-d", "00-000000000000000064fe8b2a57d3eff7-e457b5a2e4d86bd1-01")]
    [InlineData("64FE8B2A57D3EFF7-E457B5A2E4D86BD1", "00-000000000000000064fe8b2a57d3eff7-e457b5a2e4d86bd1-01")]
    [InlineData("0", null)]
    [InlineData("zzf198ee56343ba8-e457b5a2e4d86bd1-1", null)]
    [InlineData("", null)]
    public void B3_is_read_in_its_forms(string single, string? traceParent)
    {
        var propagator = new ContextPropagator(PropagationFormats.B3 | PropagationFormats.B3Multi, new BaggageDestinations([]));
        string[] parts = [.. single.Split('-'), "", "", ""];

        Assert.Equal(traceParent, Read(name => name == "b3" ? single : null));
        Assert.Equal(traceParent, Read(name => name switch
        {
            "x-b3-traceid" => parts[0],
            "x-b3-spanid" => parts[1],
            "x-b3-sampled" => parts[2] is "" or "d" ? null : parts[2],
            "x-b3-flags" => parts[2] is "d" ? "1" : null,
            _ => null,
        }));

        string? Read(Func<string, string?> header)
        {
            propagator.ExtractTraceIdAndState(
                null,
                (object? _, string name, out string? value, out IEnumerable<string>? values) =>
                {
                    value = header(name);
                    values = null;
                },
                out string? traceId,
                out _);
            return traceId;
        }
    }

    [Fact]
    public async Task The_end_of_telemetry_gives_back_what_was_there()
    {
        DistributedContextPropagator before = DistributedContextPropagator.Current;
        var first = new ObservedProgram();
        var second = new ObservedProgram();

        await first.DisposeAsync();
        Assert.IsType<ContextPropagator>(DistributedContextPropagator.Current);
        await second.DisposeAsync();

        Assert.Same(before, DistributedContextPropagator.Current);
    }

    [Fact]
    public async Task Without_telemetry_of_ours_baggage_stays_here_too()
    {
        // Somebody else's listener: the span is there, and .NET's own propagator sends the baggage of spans to every host.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Primitives,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        ReceivedRequest request = await SendAsync("api.models.test");

        Assert.Contains("traceparent", request.Headers.Keys);
        Assert.DoesNotContain(request.Headers, header => header.Value.Contains("acme", StringComparison.Ordinal));
    }

    /// <summary>Sends one request from inside a workflow; every host name leads to the same server.</summary>
    private async Task<ReceivedRequest> SendAsync(string host)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", _server.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        WorkflowContext context = new WorkflowContext { Persona = "analyst", SessionId = "s1" }.WithBaggage("tenant", "acme");
        await Workflow.Step<string, string>("Call", async (path, _, cancel) => await http.GetStringAsync(new Uri($"http://{host}/{path}"), cancel))
            .ExecuteAsync("called", context);
        return await _server.WaitForAsync(request => request.Path == "/called");
    }
}
