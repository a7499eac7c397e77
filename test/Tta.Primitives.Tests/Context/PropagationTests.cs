using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Context;

public sealed class PropagationTests
{
    [Fact]
    public async Task The_current_span_and_the_identity_travel_to_the_next_process()
    {
        using var spans = new SpanRecorder();
        var carrier = new Dictionary<string, string>();
        Primitive<int, int> call = Workflow.Step("Call", (int n, WorkflowContext context, CancellationToken _) =>
        {
            context.Inject(carrier);
            return new ValueTask<int>(n);
        });
        WorkflowContext sent = new WorkflowContext { SessionId = "s 1", Persona = "p", ChatMode = "m" }.WithBaggage("tenant", "ö,;=");
        await call.ExecuteAsync(0, sent);

        WorkflowContext received = WorkflowContext.Extract(carrier);
        Activity span = spans.Single("primitive.Call");
        Assert.Equal($"00-{span.TraceId}-{span.SpanId}-01", carrier["traceparent"]);
        Assert.Equal(span.TraceId, received.TraceContext.TraceId);
        Assert.True(received.TraceContext.IsRemote);
        Assert.Equal((sent.SessionId, sent.CorrelationId, sent.Persona, sent.ChatMode), (received.SessionId, received.CorrelationId, received.Persona, received.ChatMode));
        Assert.Equal("ö,;=", Assert.Single(received.Baggage).Value);
        Assert.NotEqual(sent.WorkflowId, received.WorkflowId);
    }

    [Fact]
    public void Http_headers_carry_the_same()
    {
        using var request = new HttpRequestMessage();
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, "vendor=1");
        new WorkflowContext { TraceContext = trace, SessionId = "s" }.Inject(request.Headers);
        WorkflowContext received = WorkflowContext.Extract(request.Headers);
        Assert.Equal(trace.TraceId, received.TraceContext.TraceId);
        Assert.Equal(trace.SpanId, received.TraceContext.SpanId);
        Assert.Equal("vendor=1", received.TraceContext.TraceState);
        Assert.Equal(ActivityTraceFlags.None, received.TraceContext.TraceFlags);
        Assert.Equal("s", received.SessionId);
    }

    [Theory]
    [InlineData("req-123", null)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", "=,;;=x,a b=c,%%")]
    [InlineData("", "")]
    [InlineData(null, "a")]
    public void Malformed_headers_are_a_new_trace_and_not_an_error(string? traceparent, string? baggage)
    {
        WorkflowContext context = WorkflowContext.Extract(name => name switch { "traceparent" => traceparent, "baggage" => baggage, _ => null });
        Assert.Equal(default, context.TraceContext);
        Assert.Empty(context.Baggage);
    }

    [Fact]
    public void An_identity_that_is_too_long_for_a_label_is_not_taken_over()
    {
        WorkflowContext received = WorkflowContext.Extract(
            [KeyValuePair.Create("Baggage", $"persona={new string('p', 129)},session.id={new string('s', 128)},correlation.id=")]);
        Assert.Null(received.Persona);
        Assert.Equal(128, received.SessionId!.Length);
        Assert.NotEmpty(received.CorrelationId);
    }

    [Fact]
    public void Members_are_read_as_the_specification_writes_them()
    {
        var read = W3CBaggage.Parse("userId=alice , serverNode=DF%2028;ttl=3,isProduction=false,x=a%");
        Assert.Equal("alice", read["userId"]);
        Assert.Equal("DF 28", read["serverNode"]);
        Assert.Equal("false", read["isProduction"]);
        Assert.Equal("a%", read["x"]);
    }

    [Fact]
    public void The_header_never_exceeds_its_limits()
    {
        string many = W3CBaggage.Format(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"k{i:000}", "v")));
        Assert.Equal(64, many.Split(',').Length);
        string large = W3CBaggage.Format([KeyValuePair.Create("a", new string('x', 8000)), KeyValuePair.Create("b", new string('x', 400)), KeyValuePair.Create("c", "fits")]);
        Assert.True(large.Length <= 8192);
        Assert.EndsWith(",c=fits", large, StringComparison.Ordinal);
    }

    [Fact]
    public void No_header_whatever_is_an_error() => Prop.ForAll(
        (from length in Gen.Choose(0, 60)
         from text in Gen.ArrayOf(Gen.Elements("=,;% \t\0abcé\ud800%2%20%zz-0f".ToCharArray()), length)
         select new string(text)).ToArbitrary(),
        header =>
        {
            WorkflowContext context = WorkflowContext.Extract(_ => header);
            return context.Baggage.Keys.All(key => key.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_value_survives_the_round_trip() => Prop.ForAll<NonNull<string>>(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        value =>
        {
            // A lone surrogate has no UTF-8 form; it becomes the replacement character on the wire.
            string expected = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(value.Get));
            string header = W3CBaggage.Format([KeyValuePair.Create("key", value.Get)]);
            return W3CBaggage.Parse(header)["key"] == expected && header.All(c => c is > ' ' and < '\x7f');
        }).QuickCheckThrowOnFailure();
}
