using Tta.Model;
using Tta.Server.Grpc;
using Tta.Server.Tests.Grpc;
using Tta.Server.Tests.Otlp;
using Tta.Wire.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tests.Jaeger;

/// <summary>Both versions of Jaeger's query service, asked by a client that knows protobuf alone.</summary>
public sealed class JaegerGrpcTests(JaegerGrpcTests.Fixture fixture) : IClassFixture<JaegerGrpcTests.Fixture>
{
    private const string TraceA = "0af7651916cd43dd8448eb211c80319c";
    private const string TraceB = "0af7651916cd43dd8448eb211c80319d";
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Services_and_operations_are_listed(int version)
    {
        GrpcMessage services = Assert.Single(await OkAsync(version, "GetServices", static _ => { }));
        Assert.Equal(["backend", "frontend"], services.Texts(1));
        GrpcMessage operations = Assert.Single(await OkAsync(version, "GetOperations", static request => request.Text(1, "frontend")));
        Assert.Equal(
            [("GET /", "server"), ("work", "")], operations.Messages(version == 2 ? 2 : 1).Select(static o => (o.Text(1), o.Text(2))));
        if (version == 2)
        {
            Assert.Equal(["GET /", "work"], operations.Texts(1));
        }

        GrpcMessage servers = Assert.Single(await OkAsync(version, "GetOperations", static request =>
        {
            request.Text(1, "frontend");
            request.Text(2, "server");
        }));
        Assert.Equal(["GET /"], servers.Messages(version == 2 ? 2 : 1).Select(static o => o.Text(1)));
    }

    [Fact]
    public async Task Version_3_streams_one_trace_after_the_other_as_OTLP()
    {
        List<List<Span>> found = await Traces3Async("FindTraces", request => WriteQuery(request, "frontend"));
        Assert.Equal([TraceB, TraceA], found.Select(static spans => Assert.Single(spans.Select(static span => span.TraceId).Distinct()).ToString()));
        List<Span> one = Assert.Single(await Traces3Async("GetTrace", static request => request.Text(1, TraceA)));
        Assert.Equal(["GET /", "work", "query"], one.OrderBy(static span => span.SpanId.Value).Select(static span => span.Name).Take(3));
        Assert.Equal(TraceA, Assert.Single(await Traces3Async("FindTraces", request => WriteQuery(request, "backend", ("db.system", "pg"))))[0].TraceId.ToString());
    }

    [Fact]
    public async Task Version_2_streams_spans_of_its_own_model_in_tens()
    {
        List<GrpcMessage> chunks = await OkAsync(2, "GetTrace", static request => request.Bytes(1, Convert.FromHexString(TraceA)));
        Assert.Equal([10, 3], chunks.Select(static chunk => chunk.Messages(1).Count()));
        GrpcMessage span = chunks.SelectMany(static chunk => chunk.Messages(1)).Single(static span => span.Text(3) == "query");
        Assert.Equal((TraceA, "0000000000000003"), (Hex(span.Bytes(1)), Hex(span.Bytes(2))));
        GrpcMessage parent = Assert.Single(span.Messages(4));
        Assert.Equal((TraceA, "0000000000000002", 0L), (Hex(parent.Bytes(1)), Hex(parent.Bytes(2)), parent.Number(3)));
        Assert.Equal(((long)fixture.StartNs + 2_000_000, 2_000_000L), (span.Nanoseconds(6), span.Nanoseconds(7)));
        Assert.Contains(("db.system", 0L, "pg"), span.Messages(8).Select(static tag => (tag.Text(1), tag.Number(2), tag.Text(3))));
        Assert.Contains(("error", 1L, true), span.Messages(8).Select(static tag => (tag.Text(1), tag.Number(2), tag.Flag(4))));
        Assert.Contains(("rows", 2L, 42L), span.Messages(8).Select(static tag => (tag.Text(1), tag.Number(2), tag.Number(5))));
        Assert.Equal("backend", span.Message(10)!.Text(1));
        GrpcMessage log = Assert.Single(span.Messages(9));
        Assert.Equal(((long)fixture.StartNs + 3_000_000, "event", "retry"), (log.Nanoseconds(1), log.Messages(2).First().Text(1), log.Messages(2).First().Text(3)));
    }

    [Fact]
    public async Task Version_2_searches_with_tags_and_durations()
    {
        List<GrpcMessage> found = await OkAsync(2, "FindTraces", request => WriteQuery(request, "", ("db.system", "pg")));
        Assert.Equal(TraceA, Assert.Single(found.SelectMany(static chunk => chunk.Messages(1)).Select(static span => Hex(span.Bytes(1))).Distinct()));
        Assert.Empty(await OkAsync(2, "FindTraces", request => WriteQuery(request, "nobody")));
    }

    [Fact]
    public async Task Summaries_are_streamed()
    {
        List<GrpcMessage> found = await OkAsync(3, "FindTraceSummaries", request => WriteQuery(request, "backend"));
        GrpcMessage summary = Assert.Single(Assert.Single(found).Messages(1));
        Assert.Equal((TraceA, "frontend", "GET /", 13L, 1L), (summary.Text(1), summary.Text(2), summary.Text(3), summary.Number(6), summary.Number(7)));
        Assert.Equal([("backend", 1L, 1L), ("frontend", 12L, 0L)], summary.Messages(9).Select(static s => (s.Text(1), s.Number(2), s.Number(3))));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Dependencies_are_counted(int version)
    {
        GrpcMessage answer = Assert.Single(await OkAsync(version, "GetDependencies", request =>
        {
            WriteTime(request, 1, fixture.StartNs - Second);
            WriteTime(request, 2, fixture.StartNs + (60 * Second));
        }));
        Assert.Equal([("frontend", "backend", 1L)], answer.Messages(1).Select(static link => (link.Text(1), link.Text(2), link.Number(3))));
    }

    [Fact]
    public async Task An_archived_trace_is_acknowledged()
    {
        Assert.Single(await OkAsync(2, "ArchiveTrace", static request => request.Bytes(1, Convert.FromHexString(TraceB))));
        GrpcReply health = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", "/grpc.health.v1.Health/Check", static _ => { });
        Assert.Equal("0", health.Status);
        Assert.Equal([8, 1], Assert.Single(health.Messages));
    }

    public static TheoryData<int, string, byte[], string, string> BadCalls() => new()
    {
        { 3, "GetTrace", Message(static m => m.Text(1, "xyz")), "3", "malformed trace ID" },
        { 3, "GetTrace", Message(static m => m.Text(1, "abc")), "5", "trace not found" },
        { 2, "GetTrace", Message(static m => m.Bytes(1, new byte[16])), "3", "uninitialized TraceID is not allowed" },
        { 2, "ArchiveTrace", Message(static m => m.Bytes(1, new byte[8])), "3", "uninitialized TraceID is not allowed" },
        { 2, "GetTrace", Message(static m => m.Bytes(1, Convert.FromHexString("000000000000000000000000000000ff"))), "5", "trace not found" },
        { 2, "FindTraces", [], "3", "missing query" },
        { 3, "FindTraces", Message(static m => m.End(m.Begin(1))), "3", "start time min and max are required parameters" },
        { 3, "FindTraceSummaries", [], "3", "missing query" },
        { 3, "GetDependencies", [], "3", "start_time is required" },
        { 3, "GetOperations", Message(static m => m.Text(2, "odd")), "3", "unsupported span kind 'odd'" },
        { 3, "GetOperations", [0x0a, 0x7f], "3", "the protobuf message is damaged" },
        { 3, "NoSuchMethod", [], "12", "is not served here" },
    };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task Calls_that_cannot_be_answered_are_named(int version, string method, byte[] message, string status, string text)
    {
        GrpcReply reply = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", Path(version, method), OtlpBodies.Frame(message));
        Assert.Equal(status, reply.Status);
        Assert.Contains(text, reply.Text, StringComparison.Ordinal);
        Assert.Empty(reply.Messages);
    }

    [Fact]
    public async Task A_compressed_question_is_read_and_a_passed_deadline_ends_it()
    {
        byte[] frame = OtlpBodies.Frame(OtlpBodies.Gzip(Message(static m => m.Text(1, TraceA))), isCompressed: true);
        GrpcReply reply = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", Path(3, "GetTrace"), frame, ("grpc-encoding", "gzip"));
        Assert.Equal(("0", 1), (reply.Status, reply.Messages.Count));
        GrpcReply late = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", Path(3, "GetTrace"), frame, ("grpc-encoding", "gzip"), ("grpc-timeout", "1n"));
        Assert.Equal("4", late.Status);
    }

    private static string Path(int version, string method) => $"/jaeger.api_v{version}.QueryService/{method}";

    private async Task<List<GrpcMessage>> OkAsync(int version, string method, Action<ProtoWriter> write)
    {
        GrpcReply reply = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", Path(version, method), write);
        Assert.Equal(("0", ""), (reply.Status, reply.Text));
        return [.. reply.Messages.Select(static message => GrpcMessage.Read(message))];
    }

    private async Task<List<List<Span>>> Traces3Async(string method, Action<ProtoWriter> write)
    {
        GrpcReply reply = await GrpcClient.CallAsync(fixture.Server, "jaeger-grpc", Path(3, method), write);
        Assert.Equal(("0", ""), (reply.Status, reply.Text));
        return [.. reply.Messages.Select(static message =>
        {
            var batch = new SpanBatch();
            Assert.False(OtlpTraces.DecodeProtobuf(message, new Limits(), batch).Error.IsError);
            return Enumerable.Range(0, batch.Spans.Count).Select(batch.Read).ToList();
        })];
    }

    private void WriteQuery(ProtoWriter request, string service, params (string Key, string Value)[] tags)
    {
        int query = request.Begin(1);
        request.Text(1, service);
        foreach ((string key, string value) in tags)
        {
            int tag = request.Begin(3);
            request.Text(1, key);
            request.Text(2, value);
            request.End(tag);
        }

        WriteTime(request, 4, fixture.StartNs - Second);
        WriteTime(request, 5, fixture.StartNs + (10 * Second));
        int duration = request.Begin(6);
        request.Varint(2, 1_000);
        request.End(duration);
        request.Varint(8, 5);
        request.End(query);
    }

    private static void WriteTime(ProtoWriter request, int field, ulong ns)
    {
        int start = request.Begin(field);
        request.Varint(1, ns / Second);
        request.Varint(2, ns % Second);
        request.End(start);
    }

    private static byte[] Message(Action<ProtoWriter> write)
    {
        var arena = new ByteArena();
        write(new ProtoWriter(arena));
        return arena.Written.ToArray();
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public ulong StartNs { get; } = OtlpBodies.NowNs() - (60 * Second);

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            await SentTrace.SendAsync(
                Server,
                (SentTrace.Text("service.name", "frontend"), string.Join(',', (string[])
                [
                    SentTrace.Span(TraceA, 1, "GET /", StartNs, 900_000_000, more: "\"kind\":2"),
                    SentTrace.Span(TraceB, 1, "GET /", StartNs + Second, 900_000, more: "\"kind\":2"),
                    .. Enumerable.Range(0, 11).Select(i => SentTrace.Span(TraceA, i == 0 ? 2UL : (ulong)i + 9, "work", StartNs + 1_000_000, 600_000_000, parent: 1)),
                ])),
                (SentTrace.Text("service.name", "backend"),
                    SentTrace.Span(TraceA, 3, "query", StartNs + 2_000_000, 2_000_000, parent: 2,
                        more: $$$"""
                            "kind":3,"status":{"code":2},"attributes":[{{{SentTrace.Text("db.system", "pg")}}},{"key":"rows","value":{"intValue":"42"}}],
                            "events":[{"timeUnixNano":"{{{StartNs + 3_000_000}}}","name":"retry"}]
                            """)));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
