// Implements the tier conditions of the Langfuse default model prices format.

using System.Text.RegularExpressions;

namespace Tta.Pricing;

/// <summary>One condition of a <see cref="PricingTier"/>. Immutable and thread-safe.</summary>
public abstract class TierCondition
{
    private static readonly Dictionary<string, decimal> s_noUsage = [];

    private protected TierCondition()
    {
    }

    /// <summary>The parameter of the request that this condition asks for, if it asks for one.</summary>
    internal virtual string? ParameterKey => null;

    /// <summary>Whether the attributes of a call satisfy this condition; null when they do not decide it.</summary>
    /// <param name="attributes">Attributes of the call.</param>
    public virtual bool? HoldsFor(CallAttributes attributes) => null;

    /// <summary>Whether a usage type counts for the sum that decides this condition.</summary>
    /// <param name="usageType">Usage type, for example <c>input</c>.</param>
    public virtual bool Counts(string usageType) => false;

    /// <summary>Whether a sum of the usage types that count satisfies this condition.</summary>
    /// <param name="sum">Units.</param>
    public virtual bool HoldsForSum(decimal sum) => false;

    /// <summary>True when the units that were used, or the attributes of the call, satisfy this condition.</summary>
    /// <param name="units">Units per usage type, for example <c>input</c> to 1200.</param>
    /// <param name="attributes">Attributes of the call.</param>
    public abstract bool Holds(IReadOnlyDictionary<string, decimal> units, CallAttributes attributes);

    /// <summary>Compares the sum of all usage types whose name matches a pattern with a number.</summary>
    /// <param name="usagePattern">Regular expression over usage types. A pattern that is no regular expression never holds.</param>
    /// <param name="comparison">How the sum compares.</param>
    /// <param name="value">Units.</param>
    /// <param name="caseSensitive">Whether the pattern distinguishes case; by default it does not.</param>
    public static TierCondition UsageSum(string usagePattern, UsageComparison comparison, decimal value, bool caseSensitive = false)
        => new UsageSumCondition(new Lazy<Regex?>(() => LinearRegex.TryCreate(usagePattern, caseSensitive)), comparison, value);

    /// <summary>Asks whether an attribute of the call has one of some values (exact, case-sensitive).</summary>
    /// <param name="source">Where the attribute is looked up.</param>
    /// <param name="key">Name of the attribute, for example <c>service_tier</c>.</param>
    /// <param name="values">Values that satisfy the condition.</param>
    public static TierCondition AttributeIn(AttributeSource source, string key, params IEnumerable<string> values)
        => new AttributeInCondition(source, key, [.. values]);

    private sealed class UsageSumCondition(Lazy<Regex?> lazyPattern, UsageComparison comparison, decimal value) : TierCondition
    {
        public override bool Holds(IReadOnlyDictionary<string, decimal> units, CallAttributes attributes)
        {
            decimal sum = 0;
            foreach ((string type, decimal count) in units)
            {
                if (Counts(type))
                {
                    sum += count;
                }
            }

            return HoldsForSum(sum);
        }

        public override bool Counts(string usageType) => lazyPattern.Value?.IsMatch(usageType) == true;

        public override bool HoldsForSum(decimal sum) => lazyPattern.Value is not null && comparison switch
        {
            UsageComparison.GreaterThan => sum > value,
            UsageComparison.GreaterOrEqual => sum >= value,
            UsageComparison.LessThan => sum < value,
            UsageComparison.LessOrEqual => sum <= value,
            UsageComparison.Equal => sum == value,
            UsageComparison.NotEqual => sum != value,
            _ => false,
        };
    }

    private sealed class AttributeInCondition(AttributeSource source, string key, string[] values) : TierCondition
    {
        public override bool? HoldsFor(CallAttributes attributes) => Holds(s_noUsage, attributes);

        internal override string? ParameterKey => source == AttributeSource.ModelParameters ? key : null;

        public override bool Holds(IReadOnlyDictionary<string, decimal> units, CallAttributes attributes)
        {
            IReadOnlyDictionary<string, string> bag = source == AttributeSource.ModelParameters ? attributes.ModelParameters : attributes.Metadata;
            return bag.TryGetValue(key, out string? actual) && Array.IndexOf(values, actual) >= 0;
        }
    }
}
