namespace Tta.Primitives;

/// <summary>How the parts of a chain are called in a description.</summary>
internal static class SequentialRoles
{
    public const string Step = "step ";
}
