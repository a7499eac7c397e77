using System.Text;
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Prometheus;

/// <summary>Remembers translated metric names, because each request brings the same ones. Not thread-safe.</summary>
internal sealed class MetricNameCache
{
    // Beyond any sane number of metrics; a sender that makes up names only makes the cache start anew.
    private const int MaxNames = 10_000;

    private readonly ByteKeyTable _keys = new();
    private readonly List<byte[]> _names = [];
    private readonly List<byte[]> _units = [];
    private readonly ByteArena _key = new();

    /// <summary>The Prometheus name and unit. An empty name means that there is none.</summary>
    public void Get(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, MetricNameKind kind, NameStrategy strategy, out ReadOnlySpan<byte> metricName, out ReadOnlySpan<byte> unitName)
    {
        _key.Clear();
        _key.Add([(byte)kind, (byte)strategy]);
        EncodedLabels.WriteLabel(_key, name, unit);
        if (_keys.Count >= MaxNames)
        {
            _keys.Clear();
            _names.Clear();
            _units.Clear();
        }

        int index = _keys.GetOrAdd(_key.Written, out bool isNew);
        if (isNew)
        {
            string text = Encoding.UTF8.GetString(unit);
            MetricNamer.TryBuild(Encoding.UTF8.GetString(name), text, kind, strategy, "", out string built, out _);
            bool withUnit = strategy is NameStrategy.UnderscoreEscapingWithSuffixes or NameStrategy.NoUtf8EscapingWithSuffixes;
            _names.Add(Encoding.UTF8.GetBytes(built));
            _units.Add(withUnit ? Encoding.UTF8.GetBytes(MetricNamer.Unit(text, clean: true)) : unit.ToArray());
        }

        metricName = _names[index];
        unitName = _units[index];
    }
}
