using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Which step of a run uses which checkpoint: two steps of one name would get each other's results.</summary>
internal static class CheckpointOwners
{
    // Steps that run one after the other share their state, and with it the names; branches have names of their own.
    private static readonly ConditionalWeakTable<WorkflowState, ConcurrentDictionary<(ICheckpointStore Store, string Key), string>> s_runs = [];

    /// <summary>Notes who uses a checkpoint. The same step may come back: it is retried, or the run goes on.</summary>
    /// <exception cref="InvalidOperationException">Another step of this run uses it.</exception>
    public static void EnsureSole(ICheckpointStore store, string key, string owner, WorkflowContext context)
    {
        string first = s_runs.GetOrCreateValue(context.State).GetOrAdd((store, key), owner);
        if (first != owner)
        {
            throw new InvalidOperationException(
                $"checkpoint '{key}' is used by two steps of one run, {first} and {owner}: the second would be given what the first saved. "
                + "Give each WithCheckpoint of a workflow a name of its own");
        }
    }
}
