namespace Tta.Storage.Registry;

/// <summary>What the log needs of a table, whatever is in it.</summary>
internal interface IRegistryTable
{
    RegistryKind Kind { get; }

    int Count { get; }

    /// <summary>Bytes of what is in it, as JSON.</summary>
    long LiveBytes { get; }

    /// <summary>Takes a thing back in from the log.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    void Read(string key, ReadOnlySpan<byte> payload);

    void Remove(string key);

    /// <summary>Hands out everything in it, as the log keeps it.</summary>
    void RepeatInto(Action<RegistryKind, string, byte[]> write);
}
