// Spec: Jaeger jaegerquery/internal/adjuster, clock skew. Differences: two spans whose hosts are not both known are taken to be of one
// host (on one machine nothing is skewed); the bound is a minute.
using System.Globalization;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>
/// Moves spans of another host into their parent when the clocks of the two disagree, with a warning on every span that is moved. A
/// disagreement beyond the bound is only reported.
/// </summary>
internal sealed class ClockSkew
{
    /// <summary>The most that a span is moved.</summary>
    public static readonly TimeSpan MaxDelta = TimeSpan.FromMinutes(1);

    private readonly Span[] _spans;
    private readonly string?[] _hosts;
    private readonly Dictionary<SpanId, int> _byId;
    private readonly List<int>[] _children;
    private bool _changed;

    private ClockSkew(IReadOnlyList<Span> spans)
    {
        _spans = [.. spans];
        _hosts = [.. spans.Select(HostOf)];
        _byId = new Dictionary<SpanId, int>(spans.Count);
        for (int i = 0; i < _spans.Length; i++)
        {
            _byId.TryAdd(_spans[i].SpanId, i);
        }

        _children = new List<int>[_spans.Length];
    }

    /// <summary>The same list when nothing has to be moved; otherwise sorted by the new starts.</summary>
    public static IReadOnlyList<Span> Adjust(IReadOnlyList<Span> spans)
    {
        string? host = spans.Count == 0 ? null : HostOf(spans[0]);
        if (spans.All(span => HostOf(span) == host))
        {
            return spans;
        }

        var skew = new ClockSkew(spans);
        skew.Run();
        return skew._changed ? [.. skew._spans.OrderBy(static span => span.StartNs).ThenBy(static span => span.SpanId.Value)] : spans;
    }

    // A trace may be deeper than the stack: no recursion.
    private void Run()
    {
        var open = new Stack<(int Span, int Parent, long DeltaNs)>();
        for (int i = 0; i < _spans.Length; i++)
        {
            if (_byId.TryGetValue(_spans[i].ParentSpanId, out int parent) && parent != i)
            {
                (_children[parent] ??= []).Add(i);
            }
            else
            {
                open.Push((i, -1, 0));
            }
        }

        while (open.TryPop(out (int Span, int Parent, long DeltaNs) next))
        {
            long deltaNs = next.DeltaNs;
            if (next.Parent >= 0 && _hosts[next.Span] is { } host && _hosts[next.Parent] is { } parentHost && host != parentHost)
            {
                // The parent is adjusted already: its times are the ones to fit into.
                deltaNs = DeltaNs(_spans[next.Span], _spans[next.Parent]);
            }

            Move(next.Span, deltaNs);
            foreach (int child in _children[next.Span] ?? [])
            {
                open.Push((child, next.Span, deltaNs));
            }
        }
    }

    private static long DeltaNs(Span child, Span parent)
    {
        if (child.DurationNs > parent.DurationNs)
        {
            // Longer than its parent: asynchronous, or the parent gave up. All that is certain is which began first.
            return Math.Max(0, parent.StartNs - child.StartNs);
        }

        bool fits = child.StartNs >= parent.StartNs && child.EndNs <= parent.EndNs;

        // The way there and the way back are taken to be equally long.
        long latencyNs = (parent.DurationNs - child.DurationNs) / 2;
        return fits ? 0 : parent.StartNs + latencyNs - child.StartNs;
    }

    private void Move(int index, long deltaNs)
    {
        if (deltaNs == 0)
        {
            return;
        }

        _changed = true;
        TimeSpan delta = TimeSpan.FromTicks(deltaNs / TimeSpan.NanosecondsPerTick);
        _spans[index] = delta.Duration() > MaxDelta
            ? SpanCopy.With(_spans[index], warning:
                $"max clock skew adjustment delta of {Text(MaxDelta)} exceeded; not applying calculated delta of {Text(delta)}")
            : SpanCopy.With(_spans[index], shiftNs: deltaNs, warning: $"This span's timestamps were adjusted by {Text(delta)}");
    }

    private static string? HostOf(Span span)
    {
        foreach (string key in (ReadOnlySpan<string>)["host.id", "host.ip", "host.name"])
        {
            if (KeyValue.TryFind(span.Resource.Attributes, key, out AnyValue value))
            {
                return value.Kind == AnyValueKind.Array && value.ArrayValue.Count > 0 ? value.ArrayValue[0].ToText() : value.ToText();
            }
        }

        return null;
    }

    private static string Text(TimeSpan duration) => duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture) + "s";
}
