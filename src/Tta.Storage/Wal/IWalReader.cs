namespace Tta.Storage.Wal;

/// <summary>Takes the records of a log back in when it is opened, in the order they were written.</summary>
internal interface IWalReader
{
    /// <summary>Reads one intact record.</summary>
    /// <param name="segment">Number of its segment.</param>
    /// <param name="type">Type of the record.</param>
    /// <param name="payload">Valid during the call.</param>
    /// <returns>Time of the newest item in it, Unix ms, or <see cref="long.MinValue"/>.</returns>
    /// <exception cref="InvalidDataException">The payload does not make sense in spite of its checksum.</exception>
    long ReadRecord(long segment, byte type, ReadOnlySpan<byte> payload);

    /// <summary>Forgets all items of a segment, because it is deleted.</summary>
    void ForgetSegment(long segment);
}
