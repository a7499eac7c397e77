// Spec: OpenMetrics 1.0.0, sections "Metric Types" and "Suffixes".
using System.Text;
using Tta.Model;

namespace Tta.Wire.Exposition;

/// <summary>One metric family while its lines are checked.</summary>
internal sealed class OpenMetricsFamily(string name)
{
    private readonly HashSet<string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<Labels> _closedMetrics = [];
    private readonly HashSet<Labels> _seriesWithoutTime = [];
    private MetricType _type = MetricType.Unknown;
    private string _unit = "";
    private bool _hasSamples;
    private OpenMetricsMetric? _metric;

    public string Name { get; } = name;

    private string[] Suffixes => _type switch
    {
        MetricType.Counter => ["_total", "_created"],
        MetricType.Summary => ["", "_count", "_sum", "_created"],
        MetricType.Histogram => ["_bucket", "_count", "_sum", "_created"],
        MetricType.GaugeHistogram => ["_bucket", "_gcount", "_gsum"],
        MetricType.Info => ["_info"],
        _ => [""],
    };

    public bool Owns(string sample) => sample.StartsWith(Name, StringComparison.Ordinal) && Array.IndexOf(Suffixes, sample[Name.Length..]) >= 0;

    public string? AddMetadata(ExpositionEntry entry, MetricType type, string text)
    {
        if (_hasSamples || !_metadata.Add(entry.ToString()))
        {
            return $"metadata of {Name} is repeated or behind its samples";
        }

        _type = entry == ExpositionEntry.Type ? type : _type;
        _unit = entry == ExpositionEntry.Unit ? text : _unit;
        return null;
    }

    public string? AddSample(in ExpositionReader reader, Labels labels)
    {
        _hasSamples = true;
        string suffix = labels.MetricName[Name.Length..];
        string? problem = CheckLabels(suffix, labels) ?? CheckValue(suffix, reader.Value) ?? CheckExemplar(reader, suffix);
        if (problem is not null)
        {
            return problem;
        }

        Labels key = Key(labels);
        if (_metric is null || _metric.Key != key)
        {
            problem = CloseMetric();
            _metric = new OpenMetricsMetric(key, Name, _type);
            if (_closedMetrics.Contains(key))
            {
                return $"the samples of {Name}{key} are not in one block";
            }
        }

        if (!reader.HasTimestamp && !_seriesWithoutTime.Add(labels))
        {
            return $"{labels.MetricName} occurs twice without timestamps";
        }

        return problem ?? _metric.Add(suffix, labels, reader);
    }

    /// <summary>Ends the family and reserves every name that its samples could have.</summary>
    public string? Close(HashSet<string> names)
    {
        string? problem = CloseMetric();
        if (_unit.Length > 0 && _type is MetricType.Info or MetricType.StateSet)
        {
            problem ??= $"{Name} has a unit, but its type cannot have one";
        }

        foreach (string suffix in Suffixes)
        {
            if (!names.Add(Name + suffix))
            {
                problem ??= $"{Name + suffix} clashes with an earlier metric family";
            }
        }

        names.Add(Name);
        return problem;
    }

    private string? CloseMetric()
    {
        if (_metric is null)
        {
            return null;
        }

        _closedMetrics.Add(_metric.Key);
        return _metric.Close();
    }

    private Labels Key(Labels labels)
    {
        Labels key = labels.Without(LabelNames.MetricName);
        return _type switch
        {
            MetricType.Histogram or MetricType.GaugeHistogram => key.Without(LabelNames.BucketBound),
            MetricType.Summary => key.Without(LabelNames.Quantile),
            MetricType.StateSet => key.Without(Name),
            _ => key,
        };
    }

    private string? CheckLabels(string suffix, Labels labels)
    {
        if (_type == MetricType.Summary && suffix.Length == 0
            && !(GoFloat.TryParse(Encoding.UTF8.GetBytes(labels[LabelNames.Quantile]), out double quantile) && quantile is >= 0 and <= 1))
        {
            return $"{labels.MetricName} needs a number from 0 to 1 in the label quantile";
        }

        return _type == MetricType.StateSet && !labels.Has(Name) ? $"the state set {Name} needs the label {Name}" : null;
    }

    private string? CheckValue(string suffix, double value)
    {
        bool isGood = _type switch
        {
            MetricType.Counter or MetricType.Histogram => value >= 0,
            MetricType.Summary => suffix.Length == 0 ? !(value < 0) : value >= 0,
            MetricType.GaugeHistogram => suffix == "_gsum" ? !double.IsNaN(value) : value >= 0,
            MetricType.Info => value == 1,
            MetricType.StateSet => value is 0 or 1,
            _ => true,
        };
        return isGood ? null : $"{Name}{suffix} cannot have the value {ExpositionText.Go(value)}";
    }

    private string? CheckExemplar(in ExpositionReader reader, string suffix)
    {
        if (!reader.HasExemplar)
        {
            return null;
        }

        bool isAllowed = suffix == "_bucket" || (_type == MetricType.Counter && suffix == "_total");
        if (!isAllowed)
        {
            return $"{Name}{suffix} cannot have an exemplar";
        }

        const int MaxCharacters = 128;
        var arena = new ByteArena();
        int characters = 0;
        foreach (Label label in EncodedLabels.Read(arena.Get(reader.AddExemplarLabels(arena))).Span)
        {
            foreach (Rune _ in (label.Name + label.Value).EnumerateRunes())
            {
                characters++;
            }
        }

        return characters <= MaxCharacters ? null : $"the exemplar of {Name}{suffix} has more than {MaxCharacters} characters";
    }
}
