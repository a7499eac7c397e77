using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Pricing;
using Tta.Primitives;

namespace DocumentAnalysis;

/// <summary>
/// The sample's own books: what each persona spent on each model, counted at the client and not by telemetry, so that what the
/// telemetry shows can be compared with it. Thread-safe.
/// </summary>
internal sealed class CallLedger
{
    private readonly ConcurrentDictionary<(string Persona, string Model), Entry> _entries = new();

    /// <summary>One line per persona and model, in a stable order.</summary>
    public IReadOnlyList<Entry> Entries
        => [.. _entries.Values.OrderBy(e => e.Persona, StringComparer.Ordinal).ThenBy(e => e.Model, StringComparer.Ordinal)];

    /// <summary>A client whose calls are counted here.</summary>
    public IChatClient Count(IChatClient client) => new CountedClient(client, this);

    private void Add(string model, TokenUsage usage, decimal costUsd, bool failed)
    {
        string persona = WorkflowContext.Current?.Persona ?? "none";
        _entries.AddOrUpdate(
            (persona, model),
            _ => new Entry(persona, model, costUsd, 1, failed ? 1 : 0, usage),
            (_, entry) => entry with
            {
                CostUsd = entry.CostUsd + costUsd,
                Calls = entry.Calls + 1,
                UnansweredCalls = entry.UnansweredCalls + (failed ? 1 : 0),
                Usage = entry.Usage + usage,
            });
    }

    /// <param name="Persona">On whose behalf.</param>
    /// <param name="Model">The model asked for.</param>
    /// <param name="CostUsd">Exact cost of the answered calls.</param>
    /// <param name="Calls">All calls, answered or not.</param>
    /// <param name="UnansweredCalls">Calls that failed or were cancelled.</param>
    /// <param name="Usage">Tokens of the answered calls.</param>
    internal sealed record Entry(string Persona, string Model, decimal CostUsd, int Calls, int UnansweredCalls, TokenUsage Usage);

    private void Add(string model, ChatResponse? response)
    {
        TokenUsage usage = TokenUsage.From(response?.Usage);
        ModelCost? cost = PriceBook.Default.CostOf(response?.ModelId ?? model, usage);
        Add(model, usage, cost?.TotalUsd ?? 0, failed: response is null);
    }

    private sealed class CountedClient(IChatClient inner, CallLedger ledger) : DelegatingChatClient(inner)
    {
        private readonly string _defaultModel = (inner.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unknown";

        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatResponse? response = null;
            try
            {
                return response = await base.GetResponseAsync(messages, options, cancellationToken);
            }
            finally
            {
                ledger.Add(options?.ModelId ?? _defaultModel, response);
            }
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            List<ChatResponseUpdate> updates = [];
            bool ended = false;
            try
            {
                await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                {
                    updates.Add(update);
                    yield return update;
                }

                ended = true;
            }
            finally
            {
                ledger.Add(options?.ModelId ?? _defaultModel, ended ? updates.ToChatResponse() : null);
            }
        }
    }
}
