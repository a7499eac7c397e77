namespace Tta.Model;

/// <summary>Collects labels for a <see cref="Labels"/>. Not thread-safe; can be cleared and used again.</summary>
public sealed class LabelsBuilder
{
    private readonly List<Label> _labels;

    /// <summary>Creates an empty builder.</summary>
    public LabelsBuilder(int capacity = 8) => _labels = new List<Label>(capacity);

    /// <summary>Creates a builder that starts with a label set.</summary>
    public LabelsBuilder(Labels labels)
        : this(labels.Count + 2)
    {
        foreach (Label label in labels.Span)
        {
            _labels.Add(label);
        }
    }

    /// <summary>Value of a label, "" when absent.</summary>
    public string this[string name]
    {
        get
        {
            int index = IndexOf(name);
            return index < 0 ? "" : _labels[index].Value;
        }
    }

    /// <summary>The labels so far, in no particular order.</summary>
    public IReadOnlyList<Label> Current => _labels;

    /// <summary>Sets a label; an empty value removes it.</summary>
    public LabelsBuilder Set(string name, string value) => string.IsNullOrEmpty(value) ? Remove(name) : SetEvenEmpty(name, value);

    /// <summary>
    /// Sets a label and keeps it when its value is empty. Series never have such labels; what a log query finds in a line may, and there an empty
    /// label is another one than no label.
    /// </summary>
    public LabelsBuilder SetEvenEmpty(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        int index = IndexOf(name);
        if (index < 0)
        {
            _labels.Add(new Label(name, value));
        }
        else
        {
            _labels[index] = new Label(name, value);
        }

        return this;
    }

    /// <summary>Removes a label, if it is there.</summary>
    public LabelsBuilder Remove(string name)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            _labels.RemoveAt(index);
        }

        return this;
    }

    /// <summary>Removes all labels.</summary>
    public LabelsBuilder Clear()
    {
        _labels.Clear();
        return this;
    }

    /// <summary>The label set; the builder can go on.</summary>
    public Labels Build()
    {
        if (_labels.Count == 0)
        {
            return Labels.Empty;
        }

        Label[] sorted = _labels.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Labels.FromSorted(sorted);
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _labels.Count; i++)
        {
            if (string.Equals(_labels[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
