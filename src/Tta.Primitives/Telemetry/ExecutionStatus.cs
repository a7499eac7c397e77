namespace Tta.Primitives;

/// <summary>How an execution ended, as the label <c>status</c>.</summary>
internal sealed class ExecutionStatus
{
    public static readonly ExecutionStatus Success = new("success");
    public static readonly ExecutionStatus Error = new("error");
    public static readonly ExecutionStatus Cancelled = new("cancelled");

    private ExecutionStatus(string name) => Tag = new KeyValuePair<string, object?>(AttributeNames.Status, name);

    public KeyValuePair<string, object?> Tag { get; }
}
