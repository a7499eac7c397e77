using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Primitives;

namespace StreamingChat;

/// <summary>A step before a stream: a question is made precise, then the answer is printed piece by piece.</summary>
internal static class StreamedAnswer
{
    public static async Task RunAsync(TextWriter output)
    {
        using IChatClient model = new OfflineChatClient(new OfflineModel("claude-sonnet-4-5", "anthropic")
        {
            MinLatency = TimeSpan.FromMilliseconds(900),
            MaxLatency = TimeSpan.FromMilliseconds(1400),
            Answer = static _ => "A trace is the story of one request. Each step is a span: it has a name, a start, an end, and a parent. "
                + "Together the spans form a tree, and the longest path through it is what your user waited for.",
        });
        StreamPrimitive<string, ChatResponseUpdate> answer =
            Workflow.Step<string, ChatPrompt>("MakePrecise", static question => $"{question} Explain it to a developer in three sentences.")
            >> new StreamingChatPrimitive("WriteAnswer", model);

        await foreach (ChatResponseUpdate piece in answer.StreamAsync("What is a trace?"))
        {
            await output.WriteAsync(piece.Text);
        }

        await output.WriteLineAsync();
    }
}
