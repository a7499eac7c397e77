using System.Text;
using System.Text.Json;

namespace Tta.Query.LogQl;

/// <summary>Extracts all fields of a JSON object, nested keys joined by <c>_</c>, arrays left out; or chosen fields by path.</summary>
internal sealed record JsonStage(IReadOnlyList<Extraction> Extractions) : Stage
{
    public const string Error = "JSONParserErr";

    private readonly List<JsonPath> _paths = JsonPath.ParseAll(Extractions);

    public override bool Apply(LineState line)
    {
        if (line.Utf8.IsEmpty)
        {
            return true;
        }

        try
        {
            if (_paths.Count == 0)
            {
                ExtractAll(line);
            }
            else
            {
                ExtractChosen(line);
            }
        }
        catch (JsonException e)
        {
            line.SetError(Error, e.Message);
        }

        return true;
    }

    private static void ExtractAll(LineState line)
    {
        var reader = new Utf8JsonReader(line.Utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            line.SetError(Error, "expecting json object(6), but it is not");
            return;
        }

        ReadObject(ref reader, line, prefix: "");
    }

    private static void ReadObject(ref Utf8JsonReader reader, LineState line, string prefix)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = LabelKeys.Sanitize(reader.GetString()!);
            string name = prefix.Length == 0 || key.Length == 0 ? prefix + key : $"{prefix}_{key}";
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadObject(ref reader, line, name);
                    break;
                case JsonTokenType.StartArray:
                    reader.Skip();
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    line.SetParsed(name, Scalar(ref reader));
                    break;
            }
        }
    }

    private void ExtractChosen(LineState line)
    {
        using JsonDocument document = JsonDocument.Parse(line.Utf8.ToArray());
        foreach (JsonPath path in _paths)
        {
            string value = path.TryFind(document.RootElement, out JsonElement found) ? Text(found) : "";
            line.SetParsed(path.Label, value);
        }
    }

    internal static string Scalar(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? reader.GetString()!.Replace('\uFFFD', ' ')
        : Encoding.UTF8.GetString(reader.ValueSpan);

    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => element.GetRawText(),
    };
}
