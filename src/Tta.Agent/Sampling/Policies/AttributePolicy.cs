using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Keeps traces where an attribute of a span or of a resource satisfies a condition.</summary>
public abstract class AttributePolicy(string key, bool invert) : SamplingPolicy
{
    /// <summary>Attribute name.</summary>
    public string Key { get; } = key;

    /// <summary>True keeps the traces where no attribute satisfies the condition.</summary>
    public bool Invert { get; } = invert;

    /// <inheritdoc/>
    public sealed override SamplingVerdict Judge(GatheredTrace trace, long nowMs) =>
        HasMatch(trace) != Invert ? SamplingVerdict.Keep : SamplingVerdict.None;

    /// <summary>True when a value satisfies the condition.</summary>
    protected abstract bool Matches(in AnyValue value);

    private bool HasMatch(GatheredTrace trace)
    {
        for (int i = 0; i < trace.SpanCount; i++)
        {
            Span span = trace[i];
            if ((KeyValue.TryFind(span.Attributes, Key, out AnyValue own) && Matches(own))
                || (KeyValue.TryFind(span.Resource.Attributes, Key, out AnyValue shared) && Matches(shared)))
            {
                return true;
            }
        }

        return false;
    }
}
