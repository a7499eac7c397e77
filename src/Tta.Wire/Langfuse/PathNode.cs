using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>A list, an object or a value under construction.</summary>
internal sealed class PathNode(bool isList)
{
    private readonly List<PathNode?> _items = [];
    private readonly List<string> _names = [];
    private AnyValue? _value;

    /// <summary>Sets the value at the end of a path; what is a plain value already stays one.</summary>
    public void Set(ReadOnlySpan<string> path, in AnyValue value)
    {
        int index = IndexOf(path[0]);
        if (index < 0)
        {
            return;
        }

        if (path.Length == 1)
        {
            _items[index] = new PathNode(isList: false) { _value = value };
            return;
        }

        PathNode child = _items[index] ??= new PathNode(PathTree.TryPlace(path[1], out _));
        if (child._value is null)
        {
            child.Set(path[1..], value);
        }
    }

    /// <summary>The value; a place of a list that was never named is empty.</summary>
    public AnyValue Build()
    {
        if (_value is { } value)
        {
            return value;
        }

        var map = new MapBuilder();
        var items = new AnyValue[_items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = _items[i]?.Build() ?? default;
            if (!isList)
            {
                map.Set(_names[i], items[i]);
            }
        }

        return isList ? AnyValue.From(items) : map.Build();
    }

    // Makes the place or member; negative when a list is asked for a name.
    private int IndexOf(string part)
    {
        int index;
        if (isList)
        {
            if (!PathTree.TryPlace(part, out index))
            {
                return -1;
            }
        }
        else if ((index = _names.IndexOf(part)) < 0)
        {
            index = _names.Count;
            _names.Add(part);
        }

        while (_items.Count <= index)
        {
            _items.Add(null);
        }

        return index;
    }
}
