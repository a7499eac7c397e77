using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>
/// Lets a model use tools: runs the functions of <see cref="ChatOptions.Tools"/> that it asks for, hands their results back, and goes on
/// until it answers. Each tool runs in a span <c>execute_tool {name}</c>. Put it around an <see cref="InstrumentedChatClient"/>, so that
/// every round is a model call of its own. What the persona of the running workflow may not use is not offered, and not run either:
/// the model is told so. Thread-safe as far as the inner client and the tools are.
/// </summary>
public sealed class ToolCallingChatClient : DelegatingChatClient
{
    private readonly ToolCallingOptions _options;

    /// <summary>Wraps a client, which is disposed with this one.</summary>
    /// <param name="innerClient">The model.</param>
    /// <param name="options">Limits; default: ten rounds, concurrent tools.</param>
    public ToolCallingChatClient(IChatClient innerClient, ToolCallingOptions? options = null) : base(innerClient)
        => _options = (options ?? ToolCallingOptions.Default).Validated();

    /// <summary>Asks the model and runs tools until it answers.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Options with the tools.</param>
    /// <param name="cancellationToken">Ends the conversation early.</param>
    /// <returns>The last answer, with the messages and the usage of all rounds.</returns>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatOptions? offered = ToolPolicy.Offer(options, _options);
        List<ChatMessage> conversation = [.. messages];
        List<ChatMessage> added = [];
        UsageDetails? usage = null;
        for (int round = 0; ; round++)
        {
            ChatResponse response = await base.GetResponseAsync(conversation, OptionsOfRound(offered, round), cancellationToken).ConfigureAwait(false);
            added.AddRange(response.Messages);
            usage = Add(usage, response.Usage);
            if (CallsIn(response) is not { Count: > 0 } calls || round == _options.MaxRounds)
            {
                response.Messages = added;
                response.Usage = usage;
                return response;
            }

            ChatMessage results = await RunAsync(calls, options, cancellationToken).ConfigureAwait(false);
            conversation.AddRange([.. response.Messages, results]);
            added.Add(results);
        }
    }

    /// <summary>Streams the model's words, and what its tools gave, until it answers.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Options with the tools.</param>
    /// <param name="cancellationToken">Ends the conversation early.</param>
    /// <returns>The updates of all rounds; results of tools are updates of the role tool.</returns>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatOptions? offered = ToolPolicy.Offer(options, _options);
        List<ChatMessage> conversation = [.. messages];
        for (int round = 0; ; round++)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(conversation, OptionsOfRound(offered, round), cancellationToken)
                .ConfigureAwait(false))
            {
                updates.Add(update);
                yield return update;
            }

            ChatResponse response = updates.ToChatResponse();
            if (CallsIn(response) is not { Count: > 0 } calls || round == _options.MaxRounds)
            {
                yield break;
            }

            ChatMessage results = await RunAsync(calls, options, cancellationToken).ConfigureAwait(false);
            conversation.AddRange([.. response.Messages, results]);
            yield return new ChatResponseUpdate(ChatRole.Tool, results.Contents)
            {
                ResponseId = response.ResponseId,
                MessageId = Guid.NewGuid().ToString("N"),
            };
        }
    }

    private static List<FunctionCallContent> CallsIn(ChatResponse response)
        => [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Where(call => !call.InformationalOnly)];

    private static UsageDetails? Add(UsageDetails? sum, UsageDetails? usage)
    {
        if (usage is null)
        {
            return sum;
        }

        sum ??= new UsageDetails();
        sum.Add(usage);
        return sum;
    }

    // The last round may not ask for tools; a tool that must be called is called once.
    private ChatOptions? OptionsOfRound(ChatOptions? options, int round)
    {
        if (options?.Tools is not { Count: > 0 } || round == 0 || (round < _options.MaxRounds && options.ToolMode is not RequiredChatToolMode))
        {
            return options;
        }

        ChatOptions changed = options.Clone();
        changed.ToolMode = round == _options.MaxRounds ? ChatToolMode.None : null;
        return changed;
    }

    private async Task<ChatMessage> RunAsync(List<FunctionCallContent> calls, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> results = [];
        if (_options.RunConcurrently)
        {
            results.AddRange(await Task.WhenAll(calls.Select(call => ToolCall.RunAsync(call, options?.Tools, _options, cancellationToken)))
                .ConfigureAwait(false));
        }
        else
        {
            foreach (FunctionCallContent call in calls)
            {
                results.Add(await ToolCall.RunAsync(call, options?.Tools, _options, cancellationToken).ConfigureAwait(false));
            }
        }

        return new ChatMessage(ChatRole.Tool, results);
    }
}
