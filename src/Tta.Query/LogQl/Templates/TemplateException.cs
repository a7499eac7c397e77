namespace Tta.Query.LogQl;

/// <summary>A template is malformed, or one of its functions cannot work with its arguments.</summary>
internal sealed class TemplateException(string message) : Exception(message);
