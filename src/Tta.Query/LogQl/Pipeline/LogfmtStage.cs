namespace Tta.Query.LogQl;

/// <summary>Extracts key=value pairs, all of them or chosen ones.</summary>
internal sealed record LogfmtStage(bool IsStrict, bool KeepsEmpty, IReadOnlyList<Extraction> Extractions) : Stage
{
    public override bool Apply(LineState line)
    {
        string text = line.Text;
        int position = 0;
        while (LogfmtReader.TryNext(text, ref position, out string key, out string value, out string? problem))
        {
            if (problem is not null)
            {
                if (IsStrict)
                {
                    line.SetError("LogfmtParserErr", problem);
                    return true;
                }

                continue;
            }

            Keep(line, key, value);
        }

        foreach (Extraction extraction in Extractions)
        {
            if (!line.TryGet(extraction.Label, out _))
            {
                line.SetParsed(extraction.Label, "");
            }
        }

        return true;
    }

    private void Keep(LineState line, string key, string value)
    {
        if (Extractions.Count == 0)
        {
            if (value.Length > 0 || KeepsEmpty)
            {
                line.SetParsed(LabelKeys.Sanitize(key), value);
            }

            return;
        }

        foreach (Extraction extraction in Extractions)
        {
            if (string.Equals(extraction.Path, key, StringComparison.Ordinal))
            {
                line.SetParsed(extraction.Label, value);
            }
        }
    }
}
