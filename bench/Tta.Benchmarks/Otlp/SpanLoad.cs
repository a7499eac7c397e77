using Tta.Model;
using Tta.Wire.Protobuf;

namespace Tta.Benchmarks.Otlp;

/// <summary>
/// Requests of whole traces of an AI workflow: ten spans each, 10 to 17 attributes per span, the calls of two of eight services with
/// <c>gen_ai.*</c>, an exception in a tenth of the spans. The same seed makes the same traces, at times around <paramref name="nowNs"/>.
/// </summary>
internal sealed class SpanLoad(int seed, long nowNs)
{
    public const int SpansPerTrace = 10;

    /// <summary>Traces begin at random within so long before the given time.</summary>
    public const long SpreadNs = 600_000_000_000;

    private static readonly string[] s_services =
        ["svc-gateway", "svc-orchestrator", "svc-retriever", "svc-llm-proxy", "svc-tools", "svc-store", "svc-auth", "svc-billing"];

    private static readonly string[] s_verbs = ["items", "search", "run", "status", "step"];
    private static readonly string[] s_models = ["small-chat-1", "large-chat-2", "coder-70b", "embed-32b"];
    private static readonly int[] s_statusCodes = [200, 200, 200, 200, 404, 500];

    private readonly Random _random = new(seed);
    private readonly ByteArena _arena = new(1 << 20);

    /// <summary>Ids of the traces made so far, as 32 hexadecimal digits.</summary>
    public List<string> TraceIds { get; } = [];

    /// <summary>An <c>ExportTraceServiceRequest</c> of <paramref name="traces"/> traces, its spans grouped by service.</summary>
    public byte[] Request(int traces)
    {
        var planned = new List<PlannedSpan>[s_services.Length];
        for (int trace = 0; trace < traces; trace++)
        {
            Plan(planned);
        }

        _arena.Clear();
        for (int service = 0; service < s_services.Length; service++)
        {
            if (planned[service] is { } spans)
            {
                WriteService(s_services[service], spans);
            }
        }

        return _arena.Written.ToArray();
    }

    private void Plan(List<PlannedSpan>[] planned)
    {
        byte[] traceId = Bytes(16);
        long startNs = nowNs - _random.NextInt64(SpreadNs);
        var ids = new byte[SpansPerTrace][];
        for (int i = 0; i < SpansPerTrace; i++)
        {
            int service = i == 0 ? 0 : _random.Next(s_services.Length);
            byte[]? parent = i == 0 ? null : ids[_random.Next(i)];
            ids[i] = Bytes(8);
            (planned[service] ??= []).Add(new PlannedSpan(traceId, ids[i], parent, startNs + (i * 1_000_000)));
        }

        TraceIds.Add(Convert.ToHexStringLower(traceId));
    }

    private void WriteService(string service, List<PlannedSpan> spans)
    {
        var to = new ProtoWriter(_arena);
        int group = to.Begin(1);
        int resource = to.Begin(1);
        Attribute(1, "service.name", service);
        Attribute(1, "service.version", "1.4.2");
        Attribute(1, "host.name", "dev-box");
        Attribute(1, "telemetry.sdk.language", "dotnet");
        Attribute(1, "service.instance.id", service + "-1");
        to.End(resource);
        int scopeSpans = to.Begin(2);
        int scope = to.Begin(1);
        to.Text(1, "Demo.Http");
        to.Text(2, "1.0");
        to.End(scope);
        foreach (PlannedSpan span in spans)
        {
            WriteSpan(service, span);
        }

        to.End(scopeSpans);
        to.End(group);
    }

    private void WriteSpan(string service, PlannedSpan planned)
    {
        var to = new ProtoWriter(_arena);
        string method = Pick("GET", "POST");
        string path = $"/{service[4..]}/{Pick(s_verbs)}";
        long durationNs = 100_000 + _random.NextInt64(2_000_000_000);
        int span = to.Begin(2);
        to.Bytes(1, planned.TraceId);
        to.Bytes(2, planned.SpanId);
        if (planned.ParentId is { } parent)
        {
            to.Bytes(4, parent);
        }

        to.Text(5, $"{method} {path}");
        to.Varint(6, (ulong)_random.Next(1, 4));
        to.Fixed64(7, (ulong)planned.StartNs);
        to.Fixed64(8, (ulong)(planned.StartNs + durationNs));
        WriteAttributes(service, method, path, Convert.ToHexStringLower(planned.TraceId.AsSpan(0, 8)));
        if (_random.Next(10) == 0)
        {
            WriteException(planned.StartNs + (durationNs / 2));
        }

        int status = to.Begin(15);
        to.Varint(3, _random.Next(20) == 0 ? 2u : 0u);
        to.End(status);
        to.End(span);
    }

    private void WriteAttributes(string service, string method, string path, string run)
    {
        Attribute(9, "http.request.method", method);
        Attribute(9, "url.path", $"{path}/{_random.Next(5_000)}");
        Attribute(9, "http.response.status_code", s_statusCodes[_random.Next(s_statusCodes.Length)]);
        Attribute(9, "server.address", service + ".local");
        Attribute(9, "server.port", 8080);
        Attribute(9, "user.id", $"u{_random.Next(20_000)}");
        Attribute(9, "network.protocol.version", "1.1");
        Attribute(9, "thread.id", _random.Next(64));
        Attribute(9, "workflow.run_id", run);
        Attribute(9, "workflow.step", _random.Next(12));
        if (service is "svc-llm-proxy" or "svc-orchestrator")
        {
            Attribute(9, "gen_ai.operation.name", "chat");
            Attribute(9, "gen_ai.provider.name", "openai");
            Attribute(9, "gen_ai.request.model", Pick(s_models));
            Attribute(9, "gen_ai.usage.input_tokens", _random.Next(50, 8_000));
            Attribute(9, "gen_ai.usage.output_tokens", _random.Next(5, 2_000));
            Attribute(9, "gen_ai.response.finish_reasons", "stop");
            Attribute(9, "gen_ai.request.temperature", 0.7);
        }
    }

    private void WriteException(long timeNs)
    {
        var to = new ProtoWriter(_arena);
        int @event = to.Begin(11);
        to.Fixed64(1, (ulong)timeNs);
        to.Text(2, "exception");
        Attribute(3, "exception.type", "TimeoutError");
        Attribute(3, "exception.message", $"no answer within {_random.Next(30)}s");
        to.End(@event);
    }

    private void Attribute(int field, string key, AnyValue value)
    {
        var to = new ProtoWriter(_arena);
        int pair = to.Begin(field);
        to.Text(1, key);
        int any = to.Begin(2);
        switch (value.Kind)
        {
            case AnyValueKind.Int:
                to.Varint(3, (ulong)value.IntValue);
                break;
            case AnyValueKind.Double:
                to.Double(4, value.DoubleValue);
                break;
            default:
                to.Text(1, value.StringValue);
                break;
        }

        to.End(any);
        to.End(pair);
    }

    private void Attribute(int field, string key, string value) => Attribute(field, key, AnyValue.From(value));

    private void Attribute(int field, string key, long value) => Attribute(field, key, AnyValue.From(value));

    private void Attribute(int field, string key, double value) => Attribute(field, key, AnyValue.From(value));

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(params ReadOnlySpan<string> texts) => texts[_random.Next(texts.Length)];

    private sealed record PlannedSpan(byte[] TraceId, byte[] SpanId, byte[]? ParentId, long StartNs);
}
