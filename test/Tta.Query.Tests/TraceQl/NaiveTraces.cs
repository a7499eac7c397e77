using Tta.Model;
using static Tta.Query.Tests.TraceQl.TestSpans;

namespace Tta.Query.Tests.TraceQl;

/// <summary>Random traces: trees, chains, several roots, spans whose parent is missing, circles, calls with one id for both sides.</summary>
internal static class NaiveTraces
{
    private static readonly string[] s_names = ["a", "b", "c"];
    private static readonly string[] s_services = ["x", "y", "z"];

    public static List<Span> Create(Random random, ulong traceNumber)
    {
        int count = random.Next(1, 14);
        var spans = new List<Span>(count);
        for (ulong i = 1; i <= (ulong)count; i++)
        {
            ulong parent = ParentOf(random, i, count);
            bool isShared = random.Next(8) == 0;
            spans.Add(Create(random, traceNumber, i, parent, isShared ? SpanKind.Client : (SpanKind)random.Next(6)));
            if (isShared)
            {
                spans.Add(Create(random, traceNumber, i, parent, SpanKind.Server));
            }
        }

        return spans;
    }

    private static ulong ParentOf(Random random, ulong id, int count) => random.Next(20) switch
    {
        0 => 0, // A further root.
        1 => 1_000 + (ulong)random.Next(2), // Not stored.
        2 => (ulong)random.Next(1, count + 1), // Any span: itself, or a circle.
        _ => id == 1 ? 0 : random.Next(3) == 0 ? id - 1 : (ulong)random.Next(1, (int)id),
    };

    private static Span Create(Random random, ulong traceNumber, ulong id, ulong parent, SpanKind kind)
    {
        var attributes = new List<KeyValue>();
        AddPerhaps(random, attributes, () => Tag("i", random.Next(0, 4)));
        AddPerhaps(random, attributes, () => Tag("f", random.Next(0, 4) / 2.0));
        AddPerhaps(random, attributes, () => Tag("s", Pick(random, s_names)));
        AddPerhaps(random, attributes, () => Tag("b", random.Next(2) == 0));
        AddPerhaps(random, attributes, () => Tags("t", Pick(random, s_names), Pick(random, s_names)));
        AddPerhaps(random, attributes, () => random.Next(2) == 0 ? Tag("mixed", 1) : Tag("mixed", "1"));
        List<KeyValue> resource = random.Next(3) == 0 ? [Tag("i", 9), Tag("zone", Pick(random, s_names))] : [];
        return Span(
            traceNumber,
            (traceNumber << 16) + id,
            parent == 0 ? 0 : (traceNumber << 16) + parent,
            Pick(random, s_names),
            random.Next(0, 240_000),
            random.Next(0, 5),
            Pick(random, s_services),
            (SpanStatusCode)random.Next(3),
            kind,
            attributes,
            resource,
            [.. Enumerable.Range(0, random.Next(3)).Select(_ => new SpanEvent(
                StartNs + random.Next(0, 5_000_000), Pick(random, s_names), random.Next(3) == 0 ? [] : [Tag("n", random.Next(0, 4)), Tag("w", Pick(random, s_names))]))],
            [.. Enumerable.Range(0, random.Next(3)).Select(_ => new SpanLink(
                new TraceId(0, (ulong)random.Next(1, 4)), new SpanId((ulong)random.Next(1, 4)), "", [Tag("k", Pick(random, s_names))]))],
            new Scope("lib" + Pick(random, s_names), "1", [Tag("v", random.Next(0, 3))]));
    }

    private static void AddPerhaps(Random random, List<KeyValue> attributes, Func<KeyValue> create)
    {
        if (random.Next(3) > 0)
        {
            attributes.Add(create());
        }
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
