namespace Tta.Agent.Sampling;

/// <summary>What a policy says about a trace.</summary>
public enum SamplingVerdict
{
    /// <summary>Nothing: the other policies decide.</summary>
    None,

    /// <summary>Keep it, unless another policy says drop.</summary>
    Keep,

    /// <summary>Drop it, whatever the others say.</summary>
    Drop,
}
