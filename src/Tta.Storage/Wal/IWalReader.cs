namespace Tta.Storage.Wal;

/// <summary>Takes the records of a log back in when it is opened, in the order they were written.</summary>
internal interface IWalReader
{
    /// <summary>Reads one intact record.</summary>
    /// <returns>Time of the newest item in it, Unix ms, or <see cref="long.MinValue"/>.</returns>
    /// <exception cref="InvalidDataException">The payload does not make sense in spite of its checksum.</exception>
    long ReadRecord(in WalRecord record);

    /// <summary>True for a segment whose items are all in a block: it is deleted instead of read.</summary>
    bool IsReplaced(long segment) => false;

    /// <summary>Newest segment that was ever replaced; numbers of segments go on behind it.</summary>
    long NewestReplacedSegment => 0;

    /// <summary>Forgets all items of a segment, because it is deleted.</summary>
    void ForgetSegment(long segment);
}
