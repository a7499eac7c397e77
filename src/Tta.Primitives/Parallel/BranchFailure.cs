namespace Tta.Primitives;

/// <summary>What the failure of one parallel branch means for the others.</summary>
public enum BranchFailure
{
    /// <summary>The others are cancelled and awaited, then the first error is thrown as it is.</summary>
    CancelOthers,

    /// <summary>The others run to their end, then every error is thrown in one <see cref="BranchesFailedException"/>.</summary>
    WaitForAll,
}
