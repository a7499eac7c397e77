// Spec: Langfuse 4.16, OpenTelemetry endpoint, metadata. Difference: experiment attributes are kept under "experiment".
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>What people said about a span or trace in free form, and the attributes that nothing else uses.</summary>
internal static class SpanMetadata
{
    private const string ExperimentPrefix = "langfuse.experiment.";

    /// <summary>Metadata given under a prefix: as one JSON object, as one attribute per key, or both.</summary>
    public static AnyValue Given(AttributeMap attributes, string prefix)
    {
        var metadata = new MapBuilder();
        AddObject(metadata, attributes.FirstTruthy(prefix, LangfuseKeys.Metadata));
        foreach (string key in attributes.Keys)
        {
            foreach (string family in (ReadOnlySpan<string>)[prefix, LangfuseKeys.Metadata, LangfuseKeys.VercelMetadata])
            {
                if (key.Length > family.Length + 1 && key.StartsWith(family, StringComparison.Ordinal) && key[family.Length] == '.'
                    && Array.IndexOf(LangfuseKeys.VercelFields, key) < 0)
                {
                    metadata.Set(key[(family.Length + 1)..], attributes[key]);
                }
            }
        }

        return metadata.Build();
    }

    /// <summary>The attributes that are neither content nor metadata already, every value as text.</summary>
    public static AnyValue Rest(AttributeMap attributes)
    {
        var rest = new MapBuilder();
        foreach (string key in attributes.Keys)
        {
            if (Array.IndexOf(LangfuseKeys.Content, key) < 0 && !BeginsWithAny(key, LangfuseKeys.ContentPrefixes))
            {
                rest.Set(key, PlainJson.TextOrJson(attributes[key]));
            }
        }

        return rest.Build();
    }

    /// <summary>Adds what is known of where a span comes from.</summary>
    public static void AddOrigin(MapBuilder metadata, SpanView span)
    {
        metadata.Set("resourceAttributes", span.Resource.ToMap());
        var scope = new MapBuilder();
        scope.SetIfAny("name", TextOrNothing(span.ScopeName)).SetIfAny("version", TextOrNothing(span.ScopeVersion));
        metadata.Set("scope", scope.Set("attributes", span.ScopeAttributes.ToMap()).Build());
        if (Experiment(span.Attributes) is { Pairs.IsEmpty: false } experiment)
        {
            metadata.Set("experiment", experiment);
        }
    }

    private static AnyValue Experiment(AttributeMap attributes)
    {
        var experiment = new MapBuilder();
        foreach (string key in attributes.Keys)
        {
            if (key.StartsWith(ExperimentPrefix, StringComparison.Ordinal))
            {
                experiment.Set(key[ExperimentPrefix.Length..], PlainJson.StructureOrSelf(attributes[key]));
            }
        }

        return experiment.Build();
    }

    private static void AddObject(MapBuilder metadata, in AnyValue value)
    {
        AnyValue given = PlainJson.Structure(value);
        metadata.SetAll(given);
        for (int i = 0; i < given.ArrayValue.Count; i++)
        {
            metadata.Set(i.ToString(CultureInfo.InvariantCulture), given.ArrayValue[i]);
        }
    }

    private static bool BeginsWithAny(string key, string[] prefixes)
    {
        foreach (string prefix in prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static AnyValue TextOrNothing(string text) => text.Length == 0 ? default : AnyValue.From(text);
}
