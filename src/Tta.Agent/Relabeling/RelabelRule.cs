// Spec: Prometheus configuration, relabel_config.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Agent.Relabeling;

/// <summary>One step of relabelling. Immutable and thread-safe; patterns are anchored and matched in linear time.</summary>
public sealed class RelabelRule
{
    private readonly Regex _regex;

    /// <summary>Creates a rule.</summary>
    /// <param name="action">What it does.</param>
    /// <param name="pattern">Regular expression, anchored. Default <c>(.*)</c>.</param>
    /// <exception cref="ArgumentException">The pattern is malformed or cannot be matched in linear time.</exception>
    public RelabelRule(RelabelAction action = RelabelAction.Replace, string pattern = "(.*)")
    {
        Action = action;
        Pattern = pattern;

        // Alone first: "a)|(b" must not become valid by the group around it.
        LinearRegex.Unanchored(pattern);
        _regex = LinearRegex.Unanchored($"^(?s:{pattern})\\z", captures: true);
    }

    /// <summary>What it does.</summary>
    public RelabelAction Action { get; }

    /// <summary>Regular expression as configured.</summary>
    public string Pattern { get; }

    /// <summary>Labels whose values are joined.</summary>
    public IReadOnlyList<string> SourceLabels { get; init; } = [];

    /// <summary>Put between the values. Default ";".</summary>
    public string Separator { get; init; } = ";";

    /// <summary>Label that is set or compared.</summary>
    public string TargetLabel { get; init; } = "";

    /// <summary>Modulus of hashmod.</summary>
    public ulong Modulus { get; init; }

    /// <summary>New value, with $1 or ${name} for groups. Default "$1".</summary>
    public string Replacement { get; init; } = "$1";

    /// <summary>Applies rules in order; null = dropped.</summary>
    public static Labels? Apply(IReadOnlyList<RelabelRule> rules, Labels labels)
    {
        if (rules.Count == 0)
        {
            return labels;
        }

        LabelsBuilder builder = labels.ToBuilder();
        for (int i = 0; i < rules.Count; i++)
        {
            if (!rules[i].Apply(builder))
            {
                return null;
            }
        }

        return builder.Build();
    }

    /// <summary>Says what the rule lacks, null when it is complete.</summary>
    public string? Validate() => Action switch
    {
        RelabelAction.Replace or RelabelAction.HashMod or RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual
            when TargetLabel.Length == 0 => $"relabel configuration for {Action.ToString().ToLowerInvariant()} action requires 'target_label' value",
        RelabelAction.HashMod when Modulus == 0 => "relabel configuration for hashmod requires non-zero modulus",
        _ => null,
    };

    private bool Apply(LabelsBuilder labels)
    {
        string value = Joined(labels);
        switch (Action)
        {
            case RelabelAction.Keep:
                return _regex.IsMatch(value);
            case RelabelAction.Drop:
                return !_regex.IsMatch(value);
            case RelabelAction.KeepEqual:
                return labels[TargetLabel] == value;
            case RelabelAction.DropEqual:
                return labels[TargetLabel] != value;
            case RelabelAction.Replace:
                Replace(labels, value);
                return true;
            case RelabelAction.HashMod:
                labels.Set(TargetLabel, Hash(value).ToString(CultureInfo.InvariantCulture));
                return true;
            case RelabelAction.Lowercase:
                labels.Set(TargetLabel, value.ToLowerInvariant());
                return true;
            case RelabelAction.Uppercase:
                labels.Set(TargetLabel, value.ToUpperInvariant());
                return true;
            default:
                ChangeNames(labels);
                return true;
        }
    }

    private string Joined(LabelsBuilder labels)
    {
        if (SourceLabels.Count == 1)
        {
            return labels[SourceLabels[0]];
        }

        var text = new StringBuilder();
        for (int i = 0; i < SourceLabels.Count; i++)
        {
            text.Append(i == 0 ? "" : Separator).Append(labels[SourceLabels[i]]);
        }

        return text.ToString();
    }

    private void Replace(LabelsBuilder labels, string value)
    {
        Match match = _regex.Match(value);
        if (!match.Success)
        {
            return;
        }

        string target = GoTemplate.Expand(TargetLabel, match);
        if (target.Length > 0)
        {
            labels.Set(target, GoTemplate.Expand(Replacement, match));
        }
    }

    private void ChangeNames(LabelsBuilder labels)
    {
        Label[] before = [.. labels.Current];
        foreach (Label label in before)
        {
            Match match = _regex.Match(label.Name);
            switch (Action)
            {
                case RelabelAction.LabelMap when match.Success:
                    labels.Set(GoTemplate.Expand(Replacement, match), label.Value);
                    break;
                case RelabelAction.LabelDrop when match.Success:
                case RelabelAction.LabelKeep when !match.Success:
                    labels.Remove(label.Name);
                    break;
            }
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "hashmod is defined as MD5; it spreads targets and protects nothing")]
    private ulong Hash(string value)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(Encoding.UTF8.GetBytes(value), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash[8..]) % Modulus;
    }
}
