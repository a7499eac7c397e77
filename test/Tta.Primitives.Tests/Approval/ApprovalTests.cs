using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Approval;

public sealed class ApprovalTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ApprovalInbox _inbox = new();

    [Fact]
    public async Task A_yes_lets_the_value_through()
    {
        using var spans = new SpanRecorder();
        Task<int> running = Run();
        ApprovalRequest request = Assert.Single(_inbox.Open);
        Assert.Equal(("Deploy", "deploy 5?", "p"), (request.Gate, request.Summary, request.Persona));
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.True(_inbox.Decide(request.Id, new ApprovalDecision(true, "ann", "looks good")));
        Assert.Equal(6, await running);
        Assert.Empty(_inbox.Open);
        Assert.False(_inbox.Decide(request.Id, new ApprovalDecision(false)));
        System.Diagnostics.Activity span = spans.Single("primitive.Deploy");
        Assert.Equal(("approved", 180.0, "ann"), (span.GetTagItem("approval.decision"), span.GetTagItem("approval.wait_s"), span.GetTagItem("approval.by")));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && text.Contains("deploy 5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_no_is_an_error_that_is_not_worth_a_retry()
    {
        Task<int> running = Run();
        _inbox.Decide(_inbox.Open[0].Id, new ApprovalDecision(false, "bob", "not on a Friday"));
        ApprovalRejectedException error = await Assert.ThrowsAsync<ApprovalRejectedException>(() => running);
        Assert.Equal("approval 'Deploy' was rejected by bob", error.Message);
        Assert.Equal("not on a Friday", error.Decision.Comment);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout_and_the_question_is_gone()
    {
        Task<int> running = Run();
        _clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running);
        Assert.Empty(_inbox.Open);
    }

    [Fact]
    public async Task Cancellation_takes_the_question_back()
    {
        using var cancellation = new CancellationTokenSource();
        int asked = 0;
        _inbox.Asked += (_, _) => asked++;
        Task<int> running = Run(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_inbox.Open);
        Assert.Equal(1, asked);
    }

    private Task<int> Run(CancellationToken cancellationToken = default) =>
        (Workflow.Approval("Deploy", _inbox, (int n) => $"deploy {n}?", TimeSpan.FromHours(1)) >> Steps.Increment)
            .ExecuteAsync(5, new WorkflowContext(_clock) { Persona = "p" }, cancellationToken).AsTask();

    [Fact]
    public void A_time_that_no_timer_can_wait_is_refused_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Workflow.Approval<int>("gate", new ApprovalInbox(), static _ => "", TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workflow.Approval<int>("gate", new ApprovalInbox(), static _ => "", TimeSpan.FromDays(60)));
    }
}
