namespace Tta.Model;

/// <summary>What a query wants read from disk with each item; the rest is in memory.</summary>
[Flags]
public enum LlmContent : byte
{
    /// <summary>Only what is in memory: everything but what the other values name, status messages and details of cost.</summary>
    None = 0,

    /// <summary>Everything.</summary>
    All = 1,
}
