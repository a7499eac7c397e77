namespace Tta.Storage.Wal;

/// <summary>Takes the records of a log back in when it is opened, in the order they were written.</summary>
internal interface IWalReader
{
    /// <summary>Reads one intact record.</summary>
    /// <returns>Time of the newest item in it, Unix ms, or <see cref="long.MinValue"/>.</returns>
    /// <exception cref="InvalidDataException">The payload does not make sense in spite of its checksum.</exception>
    long ReadRecord(in WalRecord record);

    /// <summary>Forgets all items of a segment, because it is deleted.</summary>
    void ForgetSegment(long segment);
}
