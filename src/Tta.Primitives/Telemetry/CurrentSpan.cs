using System.Diagnostics;

namespace Tta.Primitives;

/// <summary>The span of the primitive that runs here. Every call is nothing when nobody traces; nothing is boxed before that is known.</summary>
internal static class CurrentSpan
{
    public static void Set(string key, string value)
    {
        if (Recorded is { } span)
        {
            span.SetTag(key, value);
        }
    }

    public static void Set(string key, bool value)
    {
        if (Recorded is { } span)
        {
            span.SetTag(key, Boxed.Of(value));
        }
    }

    public static void Set(string key, int value)
    {
        if (Recorded is { } span)
        {
            span.SetTag(key, Boxed.Of(value));
        }
    }

    public static void Set(string key, double value)
    {
        if (Recorded is { } span)
        {
            span.SetTag(key, value);
        }
    }

    public static void AddEvent(string name) => Recorded?.AddEvent(new ActivityEvent(name));

    public static void AddEvent(string name, string key, object value) =>
        Recorded?.AddEvent(new ActivityEvent(name, tags: new ActivityTagsCollection { { key, value } }));

    private static Activity? Recorded =>
        PrimitiveTelemetry.Source.HasListeners() && Activity.Current is { IsAllDataRequested: true } span ? span : null;
}
