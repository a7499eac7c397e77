using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>What is made good when a trace is read, unless the caller wants it raw. The stored spans stay as they were sent.</summary>
internal static class TraceAdjuster
{
    public static Trace Adjust(Trace trace)
    {
        IReadOnlyList<Span> spans = SpanIdUniquifier.Adjust(trace.Spans);
        spans = ClockSkew.Adjust(spans);
        spans = AddressTexts.Adjust(spans);
        spans = LibraryAttributes.Adjust(spans);
        spans = EmptyLinks.Adjust(spans);
        return ReferenceEquals(spans, trace.Spans) ? trace : trace with { Spans = spans };
    }
}
