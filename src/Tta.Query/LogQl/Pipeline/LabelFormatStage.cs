namespace Tta.Query.LogQl;

/// <summary>Renames labels or fills them from templates.</summary>
internal sealed record LabelFormatStage(IReadOnlyList<LabelFormat> Formats) : Stage
{
    public override bool Apply(LineState line)
    {
        foreach (LabelFormat format in Formats)
        {
            if (format.Source is not null)
            {
                if (line.TryGet(format.Source, out string value))
                {
                    line.Set(format.Target, value);
                    line.Remove(format.Source);
                }
            }
            else
            {
                try
                {
                    line.Set(format.Target, format.Template!.Render(line));
                }
                catch (TemplateException e)
                {
                    line.SetError(LineFormatStage.Error, e.Message);
                }
            }
        }

        return true;
    }
}

/// <summary>One assignment of label_format: from another label, or from a template.</summary>
internal sealed record LabelFormat(string Target, string? Source, LineTemplate? Template);

/// <summary>Writes a new line from a template.</summary>
internal sealed record LineFormatStage(LineTemplate Template) : Stage
{
    public const string Error = "TemplateFormatErr";

    public override bool Apply(LineState line)
    {
        try
        {
            line.SetLine(Template.Render(line));
        }
        catch (TemplateException e)
        {
            line.SetError(Error, e.Message);
        }

        return true;
    }
}
