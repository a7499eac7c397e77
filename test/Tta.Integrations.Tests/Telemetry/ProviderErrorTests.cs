using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations.Tests.Telemetry;

/// <summary>Providers quote prompts when they refuse them: nothing of that is in what exporters of spans and loggers see.</summary>
public sealed class ProviderErrorTests
{
    private const string Prompt = "my diagnosis is confidential";

    [Theory]
    [InlineData(400, """{"error":{"message":"Invalid prompt: 'my diagnosis is confidential'","type":"invalid_request_error","code":"invalid_prompt"}}""", "code invalid_prompt")]
    [InlineData(400, """{"error":{"message":"no","type":"my diagnosis is confidential","code":"my diagnosis is confidential"}}""", "(request refused)")]
    [InlineData(500, "<html>my diagnosis is confidential</html>", "answered 500")]
    public async Task AnErrorAnswer_SaysClassStatusAndCodeToTelemetry_AndItsWordsToTheStoreOfCallsAlone(int status, string body, string said)
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(OpenAI(ScriptedHttp.Json(body, (HttpStatusCode)status)));
        Primitive<string, string> workflow = Workflow.Step<string, string>(
            "Ask", async (text, _, cancel) => (await client.GetResponseAsync(text, cancellationToken: cancel)).Text).WithRetry(1).Named("ask");

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(async () => await workflow.ExecuteAsync(Prompt, new WorkflowContext()));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, error.ToString(), StringComparison.Ordinal);
        Assert.All(listener.Spans, span => Assert.DoesNotContain(Prompt, AllOf(span), StringComparison.Ordinal));
        Activity call = listener.Spans.First(span => span.Kind is ActivityKind.Client);
        Assert.Equal(error.Message, call.StatusDescription);
        Assert.Equal(error.ProviderMessage, call.GetCustomProperty("langfuse.observation.status_message"));
    }

    [Fact]
    public async Task WithoutContentCapture_TheStoreOfCallsDoesNotGetTheWordsEither()
    {
        using Listener listener = new();
        using InstrumentedChatClient client = new(
            OpenAI(ScriptedHttp.Json($$$"""{"error":{"message":"{{{Prompt}}}"}}""", HttpStatusCode.BadRequest)), new ModelTelemetryOptions { CaptureContent = false });

        ModelCallException error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(Prompt));

        Assert.Equal(Prompt, error.ProviderMessage);
        Assert.Null(listener.TheSpan.GetCustomProperty("langfuse.observation.status_message"));
    }

    [Fact]
    public async Task AnErrorOfADatabase_DoesNotShowItsRows()
    {
        using Listener listener = new();
        ScriptedHttp http = new(ScriptedHttp.Json(
            """{"code":"22P02","message":"invalid input syntax for type integer: \"my diagnosis is confidential\"","hint":"my diagnosis is confidential"}""", HttpStatusCode.BadRequest));
        using SupabaseClient client = new(new Uri("https://x.supabase.test"), "key", new HttpClient(http));

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(SupabaseTable.Named("notes").Insert(new JsonObject { ["id"] = Prompt })));

        Assert.Equal("supabase answered 400 (invalid request, code 22P02)", error.Message.ToLowerInvariant().Replace("22p02", "22P02", StringComparison.Ordinal));
        Assert.Contains(Prompt, error.ServiceMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, AllOf(listener.TheSpan), StringComparison.Ordinal);
    }

    private static OpenAIChatClient OpenAI(Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        new(OpenAIEndpoint.At(new Uri("https://models.test/v1"), "m"), httpClient: new HttpClient(new ScriptedHttp(answer)));

    private static string AllOf(Activity span) => JsonSerializer.Serialize(new[] { span.DisplayName, span.StatusDescription ?? "" }
        .Concat(span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))
        .Concat(span.Events.SelectMany(item => item.Tags.Select(tag => $"{item.Name} {tag.Key}={tag.Value}"))));
}
