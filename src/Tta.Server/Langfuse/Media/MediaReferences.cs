// Spec: Langfuse, media references: @@@langfuseMedia:type=image/png|id=...|source=bytes@@@ in any string of a dataset item.
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Media;

/// <summary>Finds the media that dataset items name.</summary>
internal sealed partial class MediaReferences(MediaRegistry media, MediaLinks links)
{
    private const string Opening = "@@@langfuseMedia:";

    /// <summary>The media of an item whose bytes are here.</summary>
    public IReadOnlyList<MediaReference> In(HttpContext context, DatasetItem item)
    {
        var found = new List<MediaReference>();
        foreach ((string field, string? json) in ((string, string?)[])
            [("input", item.InputJson), ("expectedOutput", item.ExpectedOutputJson), ("metadata", item.MetadataJson)])
        {
            if (json is not null && json.Contains(Opening, StringComparison.Ordinal))
            {
                using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
                Search(context.Request, field, document.RootElement, "$", found);
            }
        }

        return found;
    }

    private void Search(HttpRequest request, string field, JsonElement value, string path, List<MediaReference> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                foreach (Match match in Reference().Matches(value.GetString()!))
                {
                    if (media.Find(match.Groups[1].Value) is { IsStored: true } record)
                    {
                        found.Add(new MediaReference(field, match.Value, path, record, links.Make(request, HttpMethods.Get, record.Id)));
                    }
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement each in value.EnumerateArray())
                {
                    Search(request, field, each, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), found);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty each in value.EnumerateObject())
                {
                    string name = each.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
                    Search(request, field, each.Value, $"{path}['{name}']", found);
                }

                break;
        }
    }

    [GeneratedRegex(@"@@@langfuseMedia:(?:[^@|]*\|)*?id=([^@|]+)(?:\|[^@|]*)*@@@")]
    private static partial Regex Reference();
}
