using System.Globalization;
using System.Text;

namespace Tta.Server.SelfMetrics;

/// <summary>Values that are read when somebody asks: gauges, and counters that another part of the program keeps.</summary>
internal sealed class GaugeFamily(
    string name, string help, Func<IEnumerable<(string LabelValue, double Value)>> read, string? labelName = null, string type = "gauge")
    : MetricFamily(name, help, type)
{
    protected override void WriteSamples(StringBuilder text)
    {
        string[] names = labelName is null ? [] : [labelName];
        foreach ((string labelValue, double value) in read())
        {
            WriteSample(text, names, labelName is null ? [] : [labelValue], value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
