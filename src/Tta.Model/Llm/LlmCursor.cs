namespace Tta.Model;

/// <summary>Where a page ended: the next one begins behind it. New items in between do not move it.</summary>
/// <param name="TimeNs">Time of the last item, Unix nanoseconds.</param>
/// <param name="Id">Its id; of an observation, with its trace. Opaque: to be handed back as it is.</param>
public readonly record struct LlmCursor(long TimeNs, string Id);
