using Tta.Pricing;

namespace Tta.Model;

/// <summary>The prices in force: the shipped list, behind those that the user defined. Thread-safe.</summary>
public interface IPriceSource
{
    /// <summary>The prices now. Another book, with another version, when the user changes his own prices.</summary>
    PriceBook Prices { get; }
}
