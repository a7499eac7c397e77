using System.Globalization;
using Tta.Primitives;

namespace HumanApproval;

/// <summary>Pays small refunds at once and asks a person about large ones.</summary>
internal static class RefundDesk
{
    private const decimal LargestWithoutQuestion = 100;

    private static readonly Refund[] s_refunds = [new("A-17", 40), new("B-05", 350), new("C-99", 2_400)];

    public static async Task RunAsync(IApprover approver, TextWriter output)
    {
        Primitive<Refund, Refund> ask = Workflow.Approval<Refund>("LargeRefund", approver, Describe, timeout: TimeSpan.FromMinutes(5));
        Primitive<Refund, string> workflow = (Workflow.If(refund => refund.Euros > LargestWithoutQuestion, ask)
            >> Workflow.Step<Refund, string>("PayRefund", static refund => $"paid {Describe(refund)}"))
            .Named("refund-desk");

        foreach (Refund refund in s_refunds)
        {
            try
            {
                await output.WriteLineAsync(await workflow.ExecuteAsync(refund));
            }
            catch (ApprovalRejectedException e)
            {
                await output.WriteLineAsync($"kept {Describe(refund)}: {e.Decision.Comment}");
            }
        }
    }

    private static string Describe(Refund refund) => string.Create(CultureInfo.InvariantCulture, $"{refund.Euros} euros to {refund.Customer}");

    internal sealed record Refund(string Customer, decimal Euros);
}
