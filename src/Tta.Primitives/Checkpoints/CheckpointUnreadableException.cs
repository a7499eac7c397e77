namespace Tta.Primitives;

/// <summary>A saved result is not what the codec of its step makes: another version of the program saved it.</summary>
public sealed class CheckpointUnreadableException : Exception, IClassifiedError
{
    /// <summary>Says which checkpoint of which run, and what to do.</summary>
    /// <param name="step">Name of the checkpoint, with the turn, item or branch it was saved in.</param>
    /// <param name="workflowId">The run.</param>
    /// <param name="type">What it should have been.</param>
    /// <param name="innerException">What the codec said.</param>
    public CheckpointUnreadableException(string step, string workflowId, string type, Exception innerException)
        : base(
            $"checkpoint '{step}' of workflow run '{workflowId}' cannot be read as {type}: it was saved by another version of the program or with "
            + "another codec. Forget the run (ICheckpointStore.RemoveAsync) to start it anew, or give the checkpoint a new name to run the step again",
            innerException)
    {
        Step = step;
        WorkflowId = workflowId;
    }

    /// <summary>Name of the checkpoint, with the turn, item or branch it was saved in.</summary>
    public string Step { get; }

    /// <summary>The run.</summary>
    public string WorkflowId { get; }

    /// <inheritdoc/>
    public string ErrorType => "checkpoint_unreadable";

    /// <summary>False: the bytes stay what they are.</summary>
    public bool IsTransient => false;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
