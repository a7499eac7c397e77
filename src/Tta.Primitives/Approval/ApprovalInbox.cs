using System.Collections.Concurrent;

namespace Tta.Primitives;

/// <summary>Open questions of this process, for a command line or a page to show and answer. Thread-safe.</summary>
public sealed class ApprovalInbox : IApprover
{
    private readonly ConcurrentDictionary<string, Question> _open = new(StringComparer.Ordinal);

    /// <summary>A question was asked; called on the workflow's thread.</summary>
    public event EventHandler<ApprovalRequest>? Asked;

    /// <summary>The questions that wait for an answer, oldest first.</summary>
    public IReadOnlyList<ApprovalRequest> Open =>
        [.. _open.Values.Select(static question => question.Request).OrderBy(static request => request.AskedAt)];

    /// <summary>Answers a question.</summary>
    /// <param name="id">Identity of the question.</param>
    /// <param name="decision">The answer.</param>
    /// <returns>False when it is not open: unknown, answered or moot.</returns>
    public bool Decide(string id, ApprovalDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return _open.TryRemove(id, out Question? question) && question.Answer.TrySetResult(decision);
    }

    /// <inheritdoc/>
    public async Task<ApprovalDecision> AskAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var question = new Question(request);
        _open[request.Id] = question;
        try
        {
            Asked?.Invoke(this, request);
            return await question.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _open.TryRemove(request.Id, out _);
        }
    }

    private sealed record Question(ApprovalRequest Request)
    {
        public TaskCompletionSource<ApprovalDecision> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
