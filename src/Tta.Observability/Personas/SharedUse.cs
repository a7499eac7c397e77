namespace Tta.Observability;

/// <summary>What the processes of a workspace have used in a window, and what the others have set aside.</summary>
internal readonly record struct SharedUse(BudgetAmount Used, BudgetAmount ReservedByOthers);
