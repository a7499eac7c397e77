namespace Tta.Primitives;

/// <summary>An input selected no case of a switch, and the switch has no default.</summary>
public sealed class SwitchCaseNotFoundException : Exception
{
    /// <summary>Says which switch and what it has. The selected key is made of the input and is not told.</summary>
    /// <param name="primitiveName">The switch.</param>
    /// <param name="cases">What it has.</param>
    public SwitchCaseNotFoundException(string primitiveName, IEnumerable<string> cases)
        : base($"switch '{primitiveName}' has no case for this input; it has {string.Join(", ", cases.Order(StringComparer.Ordinal))} and no default") =>
        PrimitiveName = primitiveName;

    /// <summary>The switch.</summary>
    public string PrimitiveName { get; }
}
