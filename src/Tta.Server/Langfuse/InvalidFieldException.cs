namespace Tta.Server.Langfuse;

/// <summary>A field of a body or a parameter of a URL cannot be used.</summary>
/// <param name="path">Where it is.</param>
/// <param name="message">What is wrong with it.</param>
internal sealed class InvalidFieldException(IReadOnlyList<string> path, string message) : Exception(message)
{
    public IReadOnlyList<string> Path { get; } = path;
}
