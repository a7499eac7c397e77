using System.Text;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Otlp;

/// <summary>How OTLP metrics become series; the settings of Prometheus' <c>otlp</c> section. Immutable and thread-safe.</summary>
public sealed class OtlpMetricsOptions
{
    /// <summary>Options with all defaults.</summary>
    public static OtlpMetricsOptions Default { get; } = new();

    /// <summary>
    /// Resource attributes that become labels of every series. Default: service.name, service.namespace, workspace and
    /// deployment.environment.name.
    /// </summary>
    public IReadOnlyList<string> PromotedResourceAttributes
    {
        get;
        init
        {
            field = value;
            PromotedUtf8 = ToUtf8(value);
        }
    } = ["service.name", "service.namespace", "workspace", "deployment.environment.name"];

    /// <summary>
    /// True keeps service.name, service.namespace and service.instance.id as labels of target_info too. Default true (Prometheus:
    /// false), because <c>service_name</c> selects every series of a service here.
    /// </summary>
    public bool KeepIdentifyingResourceAttributes { get; init; } = true;

    /// <summary>Names. Default: Prometheus characters, with unit and _total.</summary>
    public NameStrategy Strategy { get; init; } = NameStrategy.UnderscoreEscapingWithSuffixes;

    /// <summary>Distance of target_info samples inside one request. Default 2.5 minutes, half the lookback of queries.</summary>
    public TimeSpan TargetInfoInterval { get; init; } = TimeSpan.FromMinutes(2.5);

    internal byte[][] PromotedUtf8 { get; private init; } = ToUtf8(["service.name", "service.namespace", "workspace", "deployment.environment.name"]);

    internal LabelNamer Labels => Strategy is NameStrategy.NoTranslation or NameStrategy.NoUtf8EscapingWithSuffixes
        ? LabelNamer.Default with { KeepUtf8 = true }
        : LabelNamer.Default;

    internal bool IsPromoted(ReadOnlySpan<byte> attribute)
    {
        foreach (byte[] name in PromotedUtf8)
        {
            if (attribute.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] ToUtf8(IReadOnlyList<string> names)
    {
        byte[][] utf8 = new byte[names.Count][];
        for (int i = 0; i < utf8.Length; i++)
        {
            utf8[i] = Encoding.UTF8.GetBytes(names[i]);
        }

        return utf8;
    }
}
