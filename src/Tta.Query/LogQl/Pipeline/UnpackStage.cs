using System.Text.Json;

namespace Tta.Query.LogQl;

/// <summary>Undoes the pack stage of agents: texts of a JSON object become labels, <c>_entry</c> becomes the line.</summary>
internal sealed record UnpackStage : Stage
{
    public override bool Apply(LineState line)
    {
        if (line.Utf8.IsEmpty)
        {
            return true;
        }

        try
        {
            var found = new List<(string Key, string Value)>();
            string? entry = Read(line.Utf8, found);
            if (entry is not null)
            {
                foreach ((string key, string value) in found)
                {
                    line.SetParsed(LabelKeys.Sanitize(key), value);
                }

                line.SetLine(entry);
            }
        }
        catch (JsonException e)
        {
            line.SetError(JsonStage.Error, e.Message);
        }

        return true;
    }

    private static string? Read(ReadOnlySpan<byte> utf8, List<(string Key, string Value)> found)
    {
        string? entry = null;
        if (utf8[0] != (byte)'{')
        {
            throw new JsonException("expecting json object(6), but it is not");
        }

        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
            }
            else if (key == "_entry")
            {
                entry = reader.GetString();
            }
            else
            {
                found.Add((key, reader.GetString()!));
            }
        }

        return entry;
    }
}
