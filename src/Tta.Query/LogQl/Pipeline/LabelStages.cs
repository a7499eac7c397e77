using Tta.Model;

namespace Tta.Query.LogQl;

/// <summary>A label named by <c>drop</c> or <c>keep</c>, or one with a condition on its value.</summary>
internal sealed record NamedLabel(string Name, LabelMatcher? Matcher)
{
    public bool Selects(LineLabel label) => string.Equals(label.Name, Name, StringComparison.Ordinal)
        && (Matcher is null || Matcher.Matches(label.Value));

    public static bool AnySelects(IReadOnlyList<NamedLabel> named, LineLabel label)
    {
        for (int i = 0; i < named.Count; i++)
        {
            if (named[i].Selects(label))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Removes the named labels.</summary>
internal sealed record DropStage(IReadOnlyList<NamedLabel> Labels) : Stage
{
    public override bool Apply(LineState line)
    {
        for (int i = line.Current.Count - 1; i >= 0; i--)
        {
            LineLabel label = line.Current[i];
            if (NamedLabel.AnySelects(Labels, label))
            {
                line.Remove(label.Name);
            }
        }

        return true;
    }
}

/// <summary>Removes all labels but the named ones; labels about errors always stay.</summary>
internal sealed record KeepStage(IReadOnlyList<NamedLabel> Labels) : Stage
{
    public override bool Apply(LineState line)
    {
        for (int i = line.Current.Count - 1; i >= 0; i--)
        {
            LineLabel label = line.Current[i];
            bool isSpecial = label.Name is LineState.ErrorLabel or LineState.ErrorDetailsLabel or "__preserve_error__";
            if (!isSpecial && !NamedLabel.AnySelects(Labels, label))
            {
                line.Remove(label.Name);
            }
        }

        return true;
    }
}

/// <summary>Removes the escape sequences that colour terminals.</summary>
internal sealed record DecolorizeStage : Stage
{
    public override bool Apply(LineState line)
    {
        if (line.Utf8.IndexOf((byte)0x1b) >= 0)
        {
            line.SetLine(AnsiCodes.Remove(line.Text));
        }

        return true;
    }
}
