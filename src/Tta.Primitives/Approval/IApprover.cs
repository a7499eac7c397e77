namespace Tta.Primitives;

/// <summary>Somebody who can be asked: a person at a screen, a chat channel, a ticket system.</summary>
public interface IApprover
{
    /// <summary>Asks and waits for the decision.</summary>
    /// <param name="request">What it is about.</param>
    /// <param name="cancellationToken">The question is moot: the workflow was cancelled or waited long enough.</param>
    /// <returns>The decision.</returns>
    Task<ApprovalDecision> AskAsync(ApprovalRequest request, CancellationToken cancellationToken);
}
