namespace Tta.Storage.Llm.Queries;

/// <summary>A condition on rows.</summary>
internal interface IRowTest
{
    /// <summary>Moves the rows that satisfy the condition to the front, in order, and returns how many they are.</summary>
    int Narrow(Span<int> rows);
}
