namespace Tta.Storage;

/// <summary>What an acknowledgement promises beyond surviving the death of the process.</summary>
public enum Durability
{
    /// <summary>Acknowledged data reaches the disk with the next maintenance step, at most about a second later.</summary>
    Group,

    /// <summary>Acknowledged data is on the disk: it survives a power failure. Concurrent appends share one sync.</summary>
    Strict,
}
