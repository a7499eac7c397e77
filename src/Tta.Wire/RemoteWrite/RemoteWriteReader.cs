// Spec: prompb/types.proto, prompb/remote.proto (1.0); prompb/io/prometheus/write/v2/types.proto (2.0).
using System.Text;
using System.Text.Unicode;
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Protobuf;

namespace Tta.Wire.RemoteWrite;

/// <summary>Reads the protobuf form of both versions. Reused; not thread-safe.</summary>
internal sealed class RemoteWriteReader
{
    private static readonly MetricBatch s_noBatch = new();

    private readonly LabelCollector _labels = new();
    private readonly RowList<ByteSlice> _symbols = new();
    private Rejections _rejections;
    private MetricBatch _batch = s_noBatch;
    private bool _isV2;

    public DecodeResult Run(ReadOnlySpan<byte> request, RemoteWriteVersion version, MetricBatch into)
    {
        (_rejections, _batch, _isV2) = (default, into, version == RemoteWriteVersion.V2);
        int arena = into.Arena.Length;
        (int series, int samples, int exemplars, int metadata) = (into.Series.Count, into.Samples.Count, into.Exemplars.Count, into.Metadata.Count);
        WireError error = ReadRequest(request);
        _batch = s_noBatch;
        if (!error.IsError)
        {
            return DecodeResult.Of(into.Samples.Count - samples, _rejections);
        }

        into.Arena.TruncateTo(arena);
        into.Series.TruncateTo(series);
        into.Samples.TruncateTo(samples);
        into.Exemplars.TruncateTo(exemplars);
        into.Metadata.TruncateTo(metadata);
        return DecodeResult.Failed(error);
    }

    private WireError ReadRequest(ReadOnlySpan<byte> request)
    {
        if (_isV2 && !TryReadSymbols(request))
        {
            return new WireError(RejectReason.Malformed, -1, "the body is no io.prometheus.write.v2.Request: symbols are missing or malformed");
        }

        int seriesField = _isV2 ? 5 : 1;
        var reader = new ProtoReader(request);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> message))
            {
                reader.TrySkip(type);
            }
            else if (field == seriesField)
            {
                ReadSeries(message, request);
            }
            else if (field == 3 && !_isV2)
            {
                ReadMetadata(message, default, request);
            }
        }

        return reader.Failed
            ? new WireError(RejectReason.Malformed, -1, $"the body is no remote-write request: malformed protobuf at byte {reader.Position} of the decompressed form")
            : WireError.None;
    }

    // Series may come before the symbols they use.
    private bool TryReadSymbols(ReadOnlySpan<byte> request)
    {
        _symbols.Clear();
        var reader = new ProtoReader(request);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 4 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> symbol))
            {
                _symbols.Add(new ByteSlice(reader.Position - symbol.Length, symbol.Length));
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return !reader.Failed && (_symbols.Count == 0 ? request.IsEmpty : _symbols[0].IsEmpty);
    }

    private void ReadSeries(ReadOnlySpan<byte> message, ReadOnlySpan<byte> request)
    {
        _labels.Clear();
        string? problem = ReadLabels(message, request) ?? CheckLabels();
        if (problem is not null)
        {
            _rejections.Add(RejectReason.InvalidLabels, -1, problem, CountItems(message));
            return;
        }

        ByteSlice encoded = _labels.WriteTo(_batch.Arena);
        int series = _batch.Series.Add(new MetricBatch.SeriesRow(encoded));
        int exemplarField = _isV2 ? 4 : 3;
        int histogramField = _isV2 ? 3 : 4;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type != ProtoWireType.LengthDelimited || !reader.TryReadBytes(out ReadOnlySpan<byte> item))
            {
                reader.TrySkip(type);
            }
            else if (field == 2)
            {
                ReadSample(item, series);
            }
            else if (field == exemplarField)
            {
                ReadExemplar(item, series, request);
            }
            else if (field == histogramField)
            {
                _rejections.Add(RejectReason.Unsupported, -1, "native histograms cannot be stored; send classic histograms");
            }
            else if (field == 5 && _isV2)
            {
                EncodedLabels.TryGet(_batch.Arena.Get(encoded), "__name__"u8, out ReadOnlySpan<byte> name);
                ReadMetadata(item, name, request);
            }
        }
    }

    private string? ReadLabels(ReadOnlySpan<byte> message, ReadOnlySpan<byte> request)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != 1)
            {
                reader.TrySkip(type);
                continue;
            }

            bool ok = _isV2 ? TryReadReferences(ref reader, type, request, _labels) : TryReadLabel(ref reader, type, _labels);
            if (!ok)
            {
                return _isV2 ? "a label refers to a symbol that does not exist" : "a label is malformed";
            }
        }

        return reader.Failed ? "a time series is malformed protobuf" : null;
    }

    private string? CheckLabels()
    {
        if (!_labels.TryGet("__name__"u8, out _))
        {
            return $"a time series has no metric name: {Shown()}";
        }

        for (int i = 0; i < _labels.Count; i++)
        {
            ReadOnlySpan<byte> name = _labels.NameAt(i);
            if (name.IsEmpty || !Utf8.IsValid(name) || !Utf8.IsValid(_labels.ValueAt(i)))
            {
                return $"a label name is empty or not UTF-8: {Shown()}";
            }

            if (_labels.IsRepeated(i))
            {
                return $"label name \"{Encoding.UTF8.GetString(name)}\" is not unique: {Shown()}";
            }
        }

        return null;
    }

    private string Shown()
    {
        if (_rejections.Count > 0)
        {
            return "";
        }

        var arena = new ByteArena();
        return EncodedLabels.Read(arena.Get(_labels.WriteTo(arena))).ToString();
    }

    private static bool TryReadLabel(ref ProtoReader outer, ProtoWireType outerType, LabelCollector into)
    {
        if (outerType != ProtoWireType.LengthDelimited || !outer.TryReadBytes(out ReadOnlySpan<byte> message))
        {
            return false;
        }

        bool isSound = ProtoPair.TryRead(message, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
        into.Add(name, value, layer: 0);
        return isSound;
    }

    // Pairs of indexes into the symbols, packed or one by one.
    private bool TryReadReferences(ref ProtoReader outer, ProtoWireType type, ReadOnlySpan<byte> request, LabelCollector into)
    {
        if (type == ProtoWireType.Varint)
        {
            return TryReadPair(ref outer, request, into, isPacked: false);
        }

        if (!outer.TryReadBytes(out ReadOnlySpan<byte> packed))
        {
            return false;
        }

        var reader = new ProtoReader(packed);
        while (reader.Remaining > 0)
        {
            if (!TryReadPair(ref reader, request, into, isPacked: true))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadPair(ref ProtoReader reader, ReadOnlySpan<byte> request, LabelCollector into, bool isPacked)
    {
        if (!reader.TryReadVarint(out ulong name)
            || (!isPacked && !(reader.TryReadTag(out int field, out ProtoWireType type) && field == 1 && type == ProtoWireType.Varint))
            || !reader.TryReadVarint(out ulong value) || Math.Max(name, value) >= (ulong)_symbols.Count)
        {
            return false;
        }

        into.Add(Symbol((int)name, request), Symbol((int)value, request), layer: 0);
        return true;
    }

    private ReadOnlySpan<byte> Symbol(int index, ReadOnlySpan<byte> request) => request.Slice(_symbols[index].Offset, _symbols[index].Length);

    private void ReadSample(ReadOnlySpan<byte> message, int series)
    {
        if (TryReadPoint(message, 1, 2, out double value, out long timeMs))
        {
            _batch.AddSample(series, timeMs, value);
        }
        else
        {
            _rejections.Add(RejectReason.Malformed, -1, "a sample is malformed protobuf");
        }
    }

    private void ReadExemplar(ReadOnlySpan<byte> message, int series, ReadOnlySpan<byte> request)
    {
        _labels.Clear();
        bool ok = TryReadPoint(message, 2, 3, out double value, out long timeMs) && ReadLabels(message, request) is null;
        if (ok)
        {
            _batch.Exemplars.Add(new MetricBatch.ExemplarRow(series, timeMs, value, _labels.WriteTo(_batch.Arena)));
        }
        else
        {
            _rejections.Add(RejectReason.Malformed, -1, "an exemplar is malformed protobuf");
        }
    }

    private static bool TryReadPoint(ReadOnlySpan<byte> message, int valueField, int timeField, out double value, out long timeMs)
    {
        value = 0;
        timeMs = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == valueField && type == ProtoWireType.Fixed64)
            {
                reader.TryReadDouble(out value);
            }
            else if (field == timeField && type == ProtoWireType.Varint && reader.TryReadVarint(out ulong time))
            {
                timeMs = (long)time;
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return !reader.Failed;
    }

    // 1.0: type, family name, -, help, unit. 2.0: type, -, help symbol, unit symbol; the name is that of the series.
    private void ReadMetadata(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name, ReadOnlySpan<byte> request)
    {
        var metricType = MetricType.Unknown;
        ReadOnlySpan<byte> help = default;
        ReadOnlySpan<byte> unit = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type == ProtoWireType.Varint && reader.TryReadVarint(out ulong number))
            {
                bool isSymbol = _isV2 && number < (ulong)_symbols.Count;
                metricType = field == 1 && number <= (ulong)MetricType.StateSet ? (MetricType)number : metricType;
                help = field == 3 && isSymbol ? Symbol((int)number, request) : help;
                unit = field == 4 && isSymbol ? Symbol((int)number, request) : unit;
            }
            else if (type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> text))
            {
                name = field == 2 ? text : name;
                help = field == 4 ? text : help;
                unit = field == 5 ? text : unit;
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        bool isKnown = metricType != MetricType.Unknown || !help.IsEmpty || !unit.IsEmpty;
        if (!reader.Failed && !name.IsEmpty && isKnown)
        {
            _batch.Metadata.Add(new MetricBatch.MetadataRow(
                _batch.Arena.Add(name), metricType, Utf8Repair.Add(_batch.Arena, help), Utf8Repair.Add(_batch.Arena, unit)));
        }
    }

    private int CountItems(ReadOnlySpan<byte> message)
    {
        int histogramField = _isV2 ? 3 : 4;
        int count = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            count += field == 2 || field == histogramField ? 1 : 0;
            reader.TrySkip(type);
        }

        return Math.Max(1, count);
    }
}
