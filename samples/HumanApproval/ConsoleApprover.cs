using Tta.Primitives;

namespace HumanApproval;

/// <summary>Asks the person at the terminal. Where nobody sits (input is redirected), refunds are not approved.</summary>
internal sealed class ConsoleApprover : IApprover
{
    public async Task<ApprovalDecision> AskAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
        {
            return new ApprovalDecision(IsApproved: false, Comment: "nobody is there to ask");
        }

        Console.Write($"{request.Gate}: {request.Summary}? [y/N] ");
        string? answer = await Console.In.ReadLineAsync(cancellationToken);
        return answer?.Trim() is "y" or "Y" or "yes"
            ? new ApprovalDecision(IsApproved: true, Environment.UserName)
            : new ApprovalDecision(IsApproved: false, Environment.UserName, "the person at the terminal said no");
    }
}
