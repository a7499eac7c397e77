namespace Tta.Model;

/// <summary>Width of the time buckets of an aggregation; calendar units are those of UTC, weeks begin on Monday.</summary>
public enum LlmBucket : byte
{
    /// <summary>No buckets: one for all time.</summary>
    None,

    /// <summary>Minutes.</summary>
    Minute,

    /// <summary>Hours.</summary>
    Hour,

    /// <summary>Days.</summary>
    Day,

    /// <summary>Weeks.</summary>
    Week,

    /// <summary>Months.</summary>
    Month,
}
