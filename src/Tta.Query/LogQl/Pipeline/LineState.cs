using System.Text;
using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>
/// One log line on its way through a pipeline: its text and its labels. Reused from line to line; labels are only spelled out when a
/// stage asks for them, so that line filters allocate nothing.
/// </summary>
internal sealed class LineState
{
    public const string ErrorLabel = "__error__";
    public const string ErrorDetailsLabel = "__error_details__";

    private readonly List<LineLabel> _labels = [];
    private Labels _stream = Labels.Empty;
    private ReadOnlyMemory<byte> _metadata;
    private ReadOnlyMemory<byte> _utf8;
    private char[] _chars = new char[256];
    private int _charCount;
    private string? _text;
    private bool _hasUtf8;
    private bool _hasChars;
    private bool _spelledOut;

    public long TimeNs { get; private set; }

    public bool HasError { get; private set; }

    /// <summary>True when the labels are those of the stream, untouched.</summary>
    public bool IsPlain => !_spelledOut && _metadata.IsEmpty;

    public Labels StreamLabels => _stream;

    public ReadOnlySpan<byte> Utf8
    {
        get
        {
            if (!_hasUtf8)
            {
                _utf8 = Encoding.UTF8.GetBytes(_text!);
                _hasUtf8 = true;
            }

            return _utf8.Span;
        }
    }

    public ReadOnlySpan<char> Chars
    {
        get
        {
            if (_text is not null)
            {
                return _text;
            }

            if (!_hasChars)
            {
                int most = Encoding.UTF8.GetMaxCharCount(_utf8.Length);
                _chars = most > _chars.Length ? new char[Math.Max(most, _chars.Length * 2)] : _chars;
                _charCount = Encoding.UTF8.GetChars(_utf8.Span, _chars);
                _hasChars = true;
            }

            return _chars.AsSpan(0, _charCount);
        }
    }

    public string Text => _text ??= Encoding.UTF8.GetString(_utf8.Span);

    /// <summary>All labels, in no particular order.</summary>
    public IReadOnlyList<LineLabel> Current
    {
        get
        {
            SpellOut();
            return _labels;
        }
    }

    public void Start(Labels stream, in LogEntry entry)
    {
        _stream = stream;
        _metadata = entry.Metadata;
        _utf8 = entry.Line;
        _hasUtf8 = true;
        _hasChars = false;
        _text = null;
        _spelledOut = false;
        HasError = false;
        TimeNs = entry.TimeNs;
        _labels.Clear();
    }

    public void SetLine(string text)
    {
        _text = text;
        _hasUtf8 = false;
    }

    public bool TryGet(string name, out string value)
    {
        int index = IndexOf(name);
        value = index < 0 ? "" : _labels[index].Value;
        return index >= 0;
    }

    /// <summary>Sets a label on behalf of the query.</summary>
    public void Set(string name, string value)
    {
        int index = IndexOf(name);
        var label = new LineLabel(name, value, LabelOrigin.Parsed);
        if (index < 0)
        {
            _labels.Add(label);
        }
        else
        {
            _labels[index] = label;
        }
    }

    /// <summary>Sets a label found in the line: labels of the stream and the metadata win, and of equal keys the first.</summary>
    public void SetParsed(string name, string value)
    {
        int index = IndexOf(name);
        if (index >= 0 && _labels[index].Origin != LabelOrigin.Parsed)
        {
            name += "_extracted";
            index = IndexOf(name);
            if (index >= 0 && _labels[index].Origin == LabelOrigin.Metadata)
            {
                _labels.RemoveAt(index);
                index = -1;
            }
        }

        if (index < 0)
        {
            _labels.Add(new LineLabel(name, value, LabelOrigin.Parsed));
        }
    }

    public void Remove(string name)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            _labels.RemoveAt(index);
        }

        HasError &= !string.Equals(name, ErrorLabel, StringComparison.Ordinal);
    }

    public void SetError(string error, string details)
    {
        HasError = true;
        Set(ErrorLabel, error);
        Set(ErrorDetailsLabel, details);
    }

    /// <summary>All labels as a label set.</summary>
    public Labels BuildLabels()
    {
        if (IsPlain)
        {
            return _stream;
        }

        var builder = new LabelsBuilder();
        foreach (LineLabel label in Current)
        {
            builder.SetEvenEmpty(label.Name, label.Value);
        }

        return builder.Build();
    }

    /// <summary>The labels of one origin as a label set.</summary>
    public Labels BuildLabels(LabelOrigin origin)
    {
        if (IsPlain)
        {
            return origin == LabelOrigin.Stream ? _stream : Labels.Empty;
        }

        var builder = new LabelsBuilder();
        foreach (LineLabel label in Current)
        {
            if (label.Origin == origin)
            {
                builder.SetEvenEmpty(label.Name, label.Value);
            }
        }

        return builder.Build();
    }

    private int IndexOf(string name)
    {
        SpellOut();
        for (int i = 0; i < _labels.Count; i++)
        {
            if (string.Equals(_labels[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private void SpellOut()
    {
        if (_spelledOut)
        {
            return;
        }

        _spelledOut = true;
        foreach (Label label in _stream.Span)
        {
            _labels.Add(new LineLabel(label.Name, label.Value, LabelOrigin.Stream));
        }

        ReadOnlySpan<byte> metadata = _metadata.Span;
        while (EncodedLabels.TryRead(ref metadata, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            string text = Encoding.UTF8.GetString(name);
            string label = _stream.Has(text) ? text + "_extracted" : text;
            _labels.Add(new LineLabel(label, Encoding.UTF8.GetString(value), LabelOrigin.Metadata));
        }
    }
}
