namespace Tta.Model;

/// <summary>One item of a queue.</summary>
/// <param name="Payload">What was put in.</param>
/// <param name="Count">How many things it holds, such as events or samples.</param>
/// <param name="QueuedMs">When it was put in, Unix ms.</param>
/// <param name="End">The place behind it.</param>
public sealed record ForwardItem(ReadOnlyMemory<byte> Payload, int Count, long QueuedMs, ForwardPosition End);
