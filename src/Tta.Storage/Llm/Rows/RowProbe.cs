namespace Tta.Storage.Llm.Rows;

/// <summary>How far a walk over the rows with an id has come.</summary>
internal struct RowProbe()
{
    /// <summary>Hash of the id.</summary>
    public uint Hash;

    /// <summary>Run that is walked over; -1 = the recent rows.</summary>
    public int Run = -1;

    /// <summary>Place in it; -1 = not begun.</summary>
    public int At = -1;

    public bool IsBegun;
}
