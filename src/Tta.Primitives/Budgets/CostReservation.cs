namespace Tta.Primitives;

/// <summary>Money set aside in one window of a budget.</summary>
internal readonly record struct CostReservation(decimal AmountUsd, long WindowNumber);
