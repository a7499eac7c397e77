namespace Tta.Agent.Relabeling;

/// <summary>What a relabel rule does; names as in Prometheus.</summary>
public enum RelabelAction
{
    /// <summary>Sets the target label to the replacement when the pattern matches.</summary>
    Replace,

    /// <summary>Drops what does not match.</summary>
    Keep,

    /// <summary>Drops what matches.</summary>
    Drop,

    /// <summary>Drops where the joined source differs from the target label.</summary>
    KeepEqual,

    /// <summary>Drops where the joined source equals the target label.</summary>
    DropEqual,

    /// <summary>Sets the target label to a hash of the joined source, modulo.</summary>
    HashMod,

    /// <summary>Copies labels whose name matches to the replaced name.</summary>
    LabelMap,

    /// <summary>Removes labels whose name matches.</summary>
    LabelDrop,

    /// <summary>Removes labels whose name does not match.</summary>
    LabelKeep,

    /// <summary>Sets the target label to the joined source in lower case.</summary>
    Lowercase,

    /// <summary>Sets the target label to the joined source in upper case.</summary>
    Uppercase,
}
