namespace Tta.Server.Ingest;

/// <summary>Why a request body was not taken.</summary>
internal enum BodyProblem
{
    None,

    /// <summary>It is larger than a body may be; sending it again does not help.</summary>
    TooLarge,

    /// <summary>Other bodies hold the memory; sending it again later helps.</summary>
    NoRoom,
}
