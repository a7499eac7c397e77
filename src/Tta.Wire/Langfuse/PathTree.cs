// Spec: OpenLLMetry (gen_ai.prompt.N.*, gen_ai.completion.N.*) and OpenInference (llm.input_messages.N.message.*): lists and objects
// spelled out in attribute names.
using System.Globalization;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Rebuilds nested lists and objects from dotted paths.</summary>
internal sealed class PathTree
{
    /// <summary>Places that all lists of one value may have together: a path names its place, so a short name could ask for any memory.</summary>
    public const int MaxPlaces = 10_001;

    private readonly PathNode _root;
    private readonly Dictionary<string, int> _lengths = new(StringComparer.Ordinal);
    private int _places;

    private PathTree(bool isList) => _root = new PathNode(isList);

    /// <summary>
    /// The value spelled out by the attributes that begin with <paramref name="prefix"/>: the attribute of exactly that name, else a list when
    /// any path begins with a number, else an object (empty when there is none).
    /// </summary>
    public static AnyValue Read(AttributeMap attributes, string prefix)
    {
        if (attributes[prefix] is var whole && PlainJson.IsTruthy(whole))
        {
            return whole;
        }

        bool isList = false;
        var paths = new List<string[]>();
        foreach (string key in attributes.Keys)
        {
            if (key.Length > prefix.Length + 1 && key.StartsWith(prefix, StringComparison.Ordinal) && key[prefix.Length] == '.')
            {
                string[] path = key[(prefix.Length + 1)..].Split('.');
                paths.Add(path);
                isList |= path.Length > 1 && TryPlace(path[0], out _);
            }
        }

        var tree = new PathTree(isList);
        foreach (string[] path in paths)
        {
            if ((!isList || (path.Length > 1 && TryPlace(path[0], out _))) && tree.TryReserve(path))
            {
                tree._root.Set(path, attributes[$"{prefix}.{string.Join('.', path)}"]);
            }
        }

        return tree._root.Build();
    }

    /// <summary>True for a part that is a place in a list.</summary>
    public static bool TryPlace(string part, out int place)
    {
        place = int.MaxValue / 2;
        if (part.Length == 0 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // A number too large to read exceeds every limit anyway.
        if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            place = Math.Min(place, number);
        }

        return true;
    }

    // All lists of a path or none of them grow.
    private bool TryReserve(string[] path)
    {
        var grown = new List<(string List, int Length)>();
        int places = _places;
        for (int i = 0; i < path.Length; i++)
        {
            if (TryPlace(path[i], out int place))
            {
                string list = string.Join('.', path, 0, i);
                _lengths.TryGetValue(list, out int length);
                places += Math.Max(0, place + 1 - length);
                grown.Add((list, Math.Max(length, place + 1)));
                if (places > MaxPlaces)
                {
                    return false;
                }
            }
        }

        foreach ((string list, int length) in grown)
        {
            _lengths[list] = length;
        }

        _places = places;
        return true;
    }
}
