using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tta.Agent.Configuration;

/// <summary>
/// A mapping of a YAML file, read key by key. <see cref="Done"/> reports a key that nobody asked for, with the nearest one that somebody
/// did: configuration that is not understood is an error, never silence.
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly string _file;
    private readonly Dictionary<string, (YamlScalarNode Key, YamlNode Value)> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlMap(YamlNode node, string file, string path)
    {
        _file = file;
        Path = path;
        _node = node as YamlMappingNode ?? throw Problem(node, $"{path} must be a mapping of keys to values");
        foreach ((YamlNode key, YamlNode value) in _node.Children)
        {
            YamlScalarNode name = key as YamlScalarNode ?? throw Problem(key, $"the keys of {path} must be text");
            _values[name.Value ?? ""] = (name, value);
        }
    }

    /// <summary>Where the mapping is, such as scrape_configs[0].</summary>
    public string Path { get; }

    /// <summary>Keys in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>Reads the first document of a file; null when it is empty.</summary>
    public static YamlMap? Load(TextReader text, string file) => LoadNode(text, file) is { } root ? new YamlMap(root, file, "the file") : null;

    /// <summary>Reads a file that is a list of mappings.</summary>
    public static List<YamlMap> LoadList(TextReader text, string file)
    {
        var maps = new List<YamlMap>();
        YamlNode? root = LoadNode(text, file);
        if (root is not null and not YamlSequenceNode)
        {
            throw new PrometheusConfigException(file, root.Start.Line, root.Start.Column, "the file must be a list");
        }

        foreach (YamlNode item in (root as YamlSequenceNode)?.Children ?? [])
        {
            maps.Add(new YamlMap(item, file, $"[{maps.Count}]"));
        }

        return maps;
    }

    private static YamlNode? LoadNode(TextReader text, string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException e)
        {
            throw new PrometheusConfigException(file, e.Start.Line, e.Start.Column, e.InnerException?.Message ?? e.Message);
        }

        return stream.Documents.Count == 0 || IsNull(stream.Documents[0].RootNode) ? null : stream.Documents[0].RootNode;
    }

    public bool Has(string key)
    {
        _asked.Add(key);
        return _values.TryGetValue(key, out (YamlScalarNode Key, YamlNode Value) value) && !IsNull(value.Value);
    }

    public string? Text(string key) => Has(key)
        ? _values[key].Value is YamlScalarNode scalar ? scalar.Value : throw Problem(_values[key].Value, $"{key} must be text")
        : null;

    /// <summary>True for a key that is there with empty text, which means something else than a missing key.</summary>
    public bool IsEmptyText(string key) => _values.TryGetValue(key, out (YamlScalarNode Key, YamlNode Value) value) && value.Value is YamlScalarNode { Value: "" };

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw Problem(_node, $"{Path} needs {key}");

    public TimeSpan Duration(string key, TimeSpan otherwise) => Text(key) is not { } text ? otherwise
        : PrometheusDuration.TryParse(text, out TimeSpan duration) ? duration
        : throw Problem(_values[key].Value, $"not a valid duration string: \"{text}\"");

    public bool Flag(string key, bool otherwise) => Text(key) switch
    {
        null => otherwise,
        "true" or "True" or "yes" or "on" => true,
        "false" or "False" or "no" or "off" => false,
        { } text => throw Problem(_values[key].Value, $"{key} must be true or false, not \"{text}\""),
    };

    public long Number(string key, long otherwise) => Text(key) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= 0 ? number
        : throw Problem(_values[key].Value, $"{key} must be a whole number, not \"{text}\"");

    /// <summary>A size such as 10MB; units are powers of 1024, as in Prometheus.</summary>
    public long Size(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return 0;
        }

        string digits = text.TrimEnd('B', 'K', 'M', 'G', 'T', 'i');
        int power = text[digits.Length..].Replace("i", "", StringComparison.Ordinal) switch { "" or "B" => 0, "KB" or "K" => 1, "MB" or "M" => 2, "GB" or "G" => 3, "TB" or "T" => 4, _ => -1 };
        return power >= 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < 1L << 20
            ? number << (10 * power)
            : throw Problem(_values[key].Value, $"{key} must be a size such as 10MB, not \"{text}\"");
    }

    public YamlMap? Map(string key) => Has(key) ? new YamlMap(_values[key].Value, _file, Join(key)) : null;

    public List<YamlMap> Maps(string key)
    {
        var maps = new List<YamlMap>();
        foreach (YamlNode item in Items(key))
        {
            maps.Add(new YamlMap(item, _file, $"{Join(key)}[{maps.Count}]"));
        }

        return maps;
    }

    public List<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (YamlNode item in Items(key))
        {
            texts.Add((item as YamlScalarNode)?.Value ?? throw Problem(item, $"{key} must be a list of texts"));
        }

        return texts;
    }

    /// <summary>All keys with their texts; for labels and headers.</summary>
    public Dictionary<string, string> TextPairs(string key)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Map(key) is { } map)
        {
            foreach (string name in map.Keys)
            {
                pairs[name] = map.Text(name) ?? "";
            }
        }

        return pairs;
    }

    /// <summary>Accepts keys that have no effect here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _asked.Add(key);
        }
    }

    /// <summary>Refuses a known key that is not supported here, with the way out.</summary>
    public void Refuse(string key, string hint)
    {
        if (_values.TryGetValue(key, out (YamlScalarNode Key, YamlNode Value) value))
        {
            throw Problem(value.Key, $"{key} in {Path} is not supported here; {hint}");
        }
    }

    /// <summary>Reports the first key that is not known.</summary>
    public void Done()
    {
        foreach ((string key, (YamlScalarNode node, _)) in _values)
        {
            if (!_asked.Contains(key))
            {
                string? near = EditDistance.Nearest(key, _asked);
                throw Problem(node, $"unknown key \"{key}\" in {Path}" + (near is null ? "" : $"; did you mean \"{near}\"?"));
            }
        }
    }

    public PrometheusConfigException Problem(string problem) => Problem(_node, problem);

    public PrometheusConfigException ProblemAt(string key, string problem) => Problem(_values[key].Value, problem);

    private IEnumerable<YamlNode> Items(string key) => !Has(key) ? []
        : _values[key].Value is YamlSequenceNode sequence ? sequence.Children
        : throw Problem(_values[key].Value, $"{key} must be a list");

    private string Join(string key) => Path == "the file" ? key : $"{Path}.{key}";

    private PrometheusConfigException Problem(YamlNode node, string problem) => new(_file, node.Start.Line, node.Start.Column, problem);

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };
}
