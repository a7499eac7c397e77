namespace Tta.Server.Langfuse.Media;

/// <summary>A signed address.</summary>
/// <param name="Url">The address.</param>
/// <param name="ExpiresMs">Until when it holds, Unix ms.</param>
internal readonly record struct MediaLink(string Url, long ExpiresMs);
