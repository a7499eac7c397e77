namespace Tta.Server.Redaction;

/// <summary>What is hidden in everything that comes in.</summary>
internal enum RedactionMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Keys, tokens and passwords.</summary>
    Secrets,

    /// <summary>Personal data too.</summary>
    All,
}
