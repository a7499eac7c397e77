// Spans of tools by the OpenTelemetry GenAI conventions v1.41.0 (execute_tool).

using System.Diagnostics;
using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>
/// Runs one tool that a model asked for, in a span of its own. A tool that fails is an answer to the model, not an error of the conversation.
/// </summary>
internal static class ToolCall
{
    private static readonly ActivitySource s_source = new(GenAi.SourceName, GenAi.Version);

    public static async Task<FunctionResultContent> RunAsync(
        FunctionCallContent call, IList<AITool>? tools, ToolCallingOptions options, CancellationToken cancellationToken)
    {
        AIFunction? function = tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name);
        using Activity? span = Start(call, function);
        if (function is null)
        {
            Fail(span, "unknown_tool", $"the model asked for the tool '{call.Name}', which the request does not offer");
            return new FunctionResultContent(call.CallId, $"error: there is no tool named {call.Name}");
        }

        if (call.Exception is { } unreadable)
        {
            Fail(span, "invalid_arguments", unreadable.Message);
            return new FunctionResultContent(call.CallId, "error: the arguments are no JSON object") { Exception = unreadable };
        }

        try
        {
            ToolPolicy.Ensure(function, call, options);
            object? result = await function.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken).ConfigureAwait(false);
            if (span is { IsAllDataRequested: true })
            {
                SelfDiagnostics.Guard("tool result", () => span.SetCustomProperty(GenAi.ToolCallResult, JsonText.OfValue(result)));
            }

            return new FunctionResultContent(call.CallId, result);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            SelfDiagnostics.Guard("tool failure", () => span?.AddException(e));
            Fail(span, ModelCall.ErrorTypeOf(e), e.Message);
            if (e is PersonaDeniedException denied)
            {
                // The model should try something else, not the same again.
                return new FunctionResultContent(call.CallId, $"error: not allowed: {denied.Message}") { Exception = e };
            }

            return new FunctionResultContent(call.CallId, options.TellErrors ? $"error: {e.Message}" : "error: the tool failed") { Exception = e };
        }
    }

    private static Activity? Start(FunctionCallContent call, AIFunction? function)
    {
        Activity? span = null;
        SelfDiagnostics.Guard("tool", () =>
        {
            span = s_source.StartActivity($"{GenAi.ExecuteTool} {call.Name}", ActivityKind.Internal);
            if (span is { IsAllDataRequested: true })
            {
                span.SetTag(GenAi.OperationName, GenAi.ExecuteTool);
                span.SetTag(GenAi.ToolName, call.Name);
                span.SetTag(GenAi.ToolType, "function");
                span.SetTag(GenAi.ToolCallId, call.CallId);
                span.SetTag(GenAi.ToolDescription, function?.Description);
                WorkflowTags.AddTo(span);
                span.SetCustomProperty(GenAi.ToolCallArguments, JsonText.OfValue(call.Arguments));
            }
        });
        return span;
    }

    private static void Fail(Activity? span, string errorType, string message)
    {
        span?.SetTag(GenAi.ErrorType, errorType);
        span?.SetStatus(ActivityStatusCode.Error, message);
    }
}
