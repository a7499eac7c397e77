using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Bytes that somebody has and may upload.</summary>
/// <param name="Sha256">Their SHA-256, base64, 44 characters.</param>
/// <param name="ContentType">Their media type.</param>
/// <param name="LengthBytes">How many.</param>
/// <param name="Use">Where they occur.</param>
public sealed record MediaAnnouncement(string Sha256, string ContentType, long LengthBytes, MediaUse Use);
