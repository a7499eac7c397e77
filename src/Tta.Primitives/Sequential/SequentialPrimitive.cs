using System.Globalization;

namespace Tta.Primitives;

/// <summary>A chain of steps, each taking what the one before gave. However it was bracketed, it is one flat list of steps.</summary>
internal abstract class SequentialPrimitive<TIn, TOut>() : Primitive<TIn, TOut>("SequentialPrimitive", "SequentialPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children
    {
        get
        {
            var steps = new List<Func<string, PrimitiveChild>>();
            AddSteps(steps);
            return [.. steps.Select(static (step, i) => step(SequentialRoles.Step + (i + 1).ToString(CultureInfo.InvariantCulture)))];
        }
    }

    /// <summary>Adds the steps in order, each waiting for the role that its position gives it.</summary>
    public abstract void AddSteps(List<Func<string, PrimitiveChild>> steps);
}
