namespace Tta.Agent.Sampling;

/// <summary>What a <see cref="TailSampler"/> holds and has done.</summary>
/// <param name="WaitingTraces">Traces being gathered.</param>
/// <param name="WaitingBytes">Memory they take, about.</param>
/// <param name="KeptTraces">Traces kept.</param>
/// <param name="DroppedTraces">Traces not kept.</param>
/// <param name="EarlyTraces">Traces decided before their time, because of the limits.</param>
/// <param name="LateSpans">Spans that came after their trace was decided; they share its fate.</param>
public readonly record struct TailSamplerStatus(
    int WaitingTraces, long WaitingBytes, long KeptTraces, long DroppedTraces, long EarlyTraces, long LateSpans);
