using Tta.Pricing;

namespace Tta.Model;

/// <summary>The prices in force: the shipped list, behind those that the user defined. Thread-safe.</summary>
public interface IPriceSource
{
    /// <summary>The prices now. Another book, with another version, when the user changes his own prices.</summary>
    PriceBook Prices { get; }

    /// <summary>The prices for a call of some time. Default: those of now.</summary>
    /// <param name="callMs">When the call began, Unix ms.</param>
    PriceBook At(long callMs) => Prices;
}
