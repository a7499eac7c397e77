using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Langfuse.Media;

/// <summary>A medium that a field of a dataset item names.</summary>
/// <param name="Field">The field.</param>
/// <param name="Text">The reference as it stands there.</param>
/// <param name="JsonPath">Where in the field.</param>
/// <param name="Media">What it names.</param>
/// <param name="Link">Where its bytes are.</param>
internal sealed record MediaReference(string Field, string Text, string JsonPath, MediaRecord Media, MediaLink Link)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, Field);
        writer.WriteString("referenceString"u8, Text);
        writer.WriteString("jsonPath"u8, JsonPath);
        writer.WriteStartObject("media"u8);
        writer.WriteString("mediaId"u8, Media.Id);
        writer.WriteString("contentType"u8, Media.ContentType);
        writer.WriteNumber("contentLength"u8, Media.LengthBytes);
        writer.WriteString("url"u8, Link.Url);
        writer.WriteString("urlExpiry"u8, RegistryWriter.Time(Link.ExpiresMs));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
