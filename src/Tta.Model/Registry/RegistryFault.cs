namespace Tta.Model;

/// <summary>Why a change of the registry was refused.</summary>
public enum RegistryFault
{
    /// <summary>What it is about does not exist.</summary>
    NotFound,

    /// <summary>It makes no sense.</summary>
    Invalid,

    /// <summary>It contradicts what is there.</summary>
    Conflict,
}
