namespace Tta.Primitives;

/// <summary>What came of looking a key up.</summary>
internal enum CacheLookup
{
    /// <summary>There is a value.</summary>
    Hit,

    /// <summary>Somebody runs the step for this key just now: wait for the result.</summary>
    Joined,

    /// <summary>Nobody does: run the step, and tell the others.</summary>
    Missed,
}
