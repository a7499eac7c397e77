using Tta.Model;
using Tta.Server.Jaeger;

namespace Tta.Server.Tests.Jaeger;

public sealed class TraceAdjusterTests
{
    private static readonly TraceId s_trace = new(1, 1);
    private static readonly Resource s_here = Host("here");
    private static readonly Resource s_there = Host("there");

    [Fact]
    public void SameHost_IsNeverMoved()
    {
        Trace trace = Of(Span(1, 0, 100, 200, s_here), Span(2, 1, 50, 120, s_here));
        Assert.Same(trace, TraceAdjuster.Adjust(trace));
    }

    [Fact]
    public void UnknownHosts_AreTakenForOne()
    {
        var unknown = new Resource([]);
        Trace trace = Of(Span(1, 0, 100, 200, s_here), Span(2, 1, 50, 120, unknown), Span(3, 2, 10, 20, unknown));
        Assert.Same(trace, TraceAdjuster.Adjust(trace));
    }

    [Fact]
    public void AChildThatFits_IsNotMoved()
    {
        Trace trace = Of(Span(1, 0, 100, 200, s_here), Span(2, 1, 100, 200, s_there));
        Assert.Same(trace, TraceAdjuster.Adjust(trace));
    }

    [Fact]
    public void AChildOfAnotherHostThatDoesNotFit_IsCenteredInItsParent_WithItsEventsAndItsOwnChildren()
    {
        Span child = Span(2, 1, 20, 60, s_there, events: [new SpanEvent(30, "e", [])]);
        Trace adjusted = TraceAdjuster.Adjust(Of(Span(1, 0, 100, 200, s_here), child, Span(3, 2, 30, 50, s_there)));
        Assert.Equal([(1UL, 100L, 200L), (2UL, 130L, 170L), (3UL, 140L, 160L)], adjusted.Spans.Select(span => (span.SpanId.Value, span.StartNs, span.EndNs)));
        Assert.Equal(140, adjusted.Spans[1].Events[0].TimeNs);
        Assert.Empty(SpanWarnings.Of(adjusted.Spans[0]));
        Assert.StartsWith("This span's timestamps were adjusted by ", Assert.Single(SpanWarnings.Of(adjusted.Spans[1])), StringComparison.Ordinal);
        Assert.Single(SpanWarnings.Of(adjusted.Spans[2]));
    }

    [Fact]
    public void AChildLongerThanItsParent_OnlyMustNotBeginBeforeIt()
    {
        Trace adjusted = TraceAdjuster.Adjust(Of(Span(1, 0, 100, 200, s_here), Span(2, 1, 90, 400, s_there), Span(3, 1, 150, 600, s_there)));
        Assert.Equal([(100L, 200L), (100L, 410L), (150L, 600L)], adjusted.Spans.Select(span => (span.StartNs, span.EndNs)));
    }

    [Fact]
    public void ADisagreementBeyondTheBound_IsOnlyReported()
    {
        long farNs = (long)ClockSkew.MaxDelta.TotalSeconds * 2_000_000_000;
        Trace adjusted = TraceAdjuster.Adjust(Of(Span(1, 0, farNs + 100, farNs + 200, s_here), Span(2, 1, 100, 150, s_there)));
        Span child = adjusted.Spans.Single(span => span.SpanId.Value == 2);
        Assert.Equal(100, child.StartNs);
        Assert.StartsWith("max clock skew adjustment delta of 60s exceeded", Assert.Single(SpanWarnings.Of(child)), StringComparison.Ordinal);
    }

    [Fact]
    public void ParentsInACircle_AreLeftAlone()
    {
        Trace trace = Of(Span(1, 2, 100, 200, s_here), Span(2, 1, 500, 600, s_there), Span(3, 3, 1, 2, s_there));
        Assert.Same(trace, TraceAdjuster.Adjust(trace));
    }

    [Fact]
    public void ASharedSpanId_BecomesAClientAndItsServer()
    {
        Resource server = new([new("service.name", AnyValue.From("server"))]);
        Resource client = new([new("service.name", AnyValue.From("client"))]);
        IReadOnlyList<Span> adjusted = SpanIdUniquifier.Adjust(
        [
            Span(1, 0, 0, 90, client, SpanKind.Client), Span(1, 0, 10, 80, server, SpanKind.Server), Span(5, 1, 20, 30, server), Span(6, 1, 20, 30, client),
        ]);
        Assert.Equal([(1UL, 0UL), (2UL, 1UL), (5UL, 2UL), (6UL, 1UL)], adjusted.Select(span => (span.SpanId.Value, span.ParentSpanId.Value)));
    }

    [Fact]
    public void AnAddressThatIsANumber_IsWrittenAsText()
    {
        var resource = new Resource([new("ip", AnyValue.From(167_772_161L))]);
        Span sent = Span(1, 0, 0, 9, resource, attributes: [new("peer.ipv4", AnyValue.From(3_232_235_777.0)), new("port", AnyValue.From(80L)), new("ip", AnyValue.From("::1"))]);
        Span adjusted = Assert.Single(TraceAdjuster.Adjust(Of(sent)).Spans);
        Assert.Equal(["192.168.1.1", "80", "::1"], adjusted.Attributes.Select(attribute => attribute.Value.ToText()));
        Assert.Equal("10.0.0.1", Assert.Single(adjusted.Resource.Attributes).Value.ToText());
    }

    [Fact]
    public void WhatNamesTheSdk_MovesToTheProcess()
    {
        KeyValue go = new("telemetry.sdk.language", AnyValue.From("go"));
        IReadOnlyList<Span> spans = TraceAdjuster.Adjust(Of(
            Span(1, 0, 0, 9, s_here, attributes: [go, new("a", AnyValue.From("b"))]),
            Span(2, 1, 1, 2, Host("here")),
            Span(3, 1, 1, 2, s_here, attributes: [new("telemetry.sdk.language", AnyValue.From("java"))]))).Spans;
        Assert.All(spans, span => Assert.Equal(["host.name", "telemetry.sdk.language"], span.Resource.Attributes.Select(attribute => attribute.Key)));
        Assert.Equal("a", Assert.Single(spans[0].Attributes).Key);
        Assert.Equal("java", spans[2].Attributes[0].Value.ToText());
        Assert.Equal("conflicting values between Span and Resource for attribute telemetry.sdk.language", Assert.Single(SpanWarnings.Of(spans[2])));
    }

    [Fact]
    public void ALinkToNoTrace_IsTakenAway()
    {
        Span adjusted = Assert.Single(TraceAdjuster.Adjust(Of(Span(1, 0, 0, 9, s_here, links:
            [new SpanLink(default, new SpanId(4), "", []), new SpanLink(s_trace, new SpanId(5), "", [])]))).Spans);
        Assert.Equal(5UL, Assert.Single(adjusted.Links).SpanId.Value);
        Assert.Equal("Invalid span link removed", Assert.Single(SpanWarnings.Of(adjusted)));
    }

    private static Trace Of(params Span[] spans) => new(s_trace, spans, []);

    private static Resource Host(string name) => new([new("host.name", AnyValue.From(name))]);

    private static Span Span(
        ulong id, ulong parent, long startNs, long endNs, Resource resource, SpanKind kind = SpanKind.Internal, SpanEvent[]? events = null,
        KeyValue[]? attributes = null, SpanLink[]? links = null) => new()
    {
        TraceId = s_trace,
        SpanId = new SpanId(id),
        ParentSpanId = new SpanId(parent),
        Name = "op",
        Kind = kind,
        StartNs = startNs,
        EndNs = endNs,
        Events = events ?? [],
        Attributes = attributes ?? [],
        Links = links ?? [],
        Resource = resource,
        Scope = new Scope("", "", []),
    };
}
