using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>
/// Prompts that were fetched. A fresh one is given at once; an older one too, while one request fetches it anew beside; who has none waits, all on
/// the same request. After a failure nothing is asked for a few seconds, so that a server that is away does not slow the program. Thread-safe.
/// </summary>
internal sealed class PromptCache(LangfuseRegistry registry, TimeProvider time, int maxEntries = 1_000)
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Entry> _entries = [];

    /// <summary>The prompt, or null when it cannot be had.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="options">Which version; how old it may be.</param>
    /// <param name="isUrgent">Whether something else can be used instead, so that one attempt is enough.</param>
    /// <param name="cancel">Stops the waiting, not the request.</param>
    public async Task<LangfusePrompt?> GetAsync(string name, LangfusePromptOptions options, bool isUrgent, CancellationToken cancel)
    {
        var key = new Key(name, options.Version, options.Version is null ? options.Label ?? "production" : null);
        Task<LangfusePrompt?> fetch;
        lock (_gate)
        {
            Entry entry = Enter(key);
            bool waits = options.CacheTtl <= TimeSpan.Zero;
            if (entry.Prompt is not null && !waits && time.GetElapsedTime(entry.FetchedAt) < options.CacheTtl)
            {
                return entry.Prompt;
            }

            bool isPausing = entry.FailedAt is { } failed && time.GetElapsedTime(failed) < s_pauseAfterFailure;
            if (isPausing && (isUrgent || entry.Prompt is not null))
            {
                return entry.Prompt;
            }

            fetch = entry.Fetch ??= FetchAsync(key, entry, isUrgent);
            if (entry.Prompt is not null && !waits)
            {
                return entry.Prompt;
            }
        }

        return await fetch.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Forgets all versions of a prompt, because it changed.</summary>
    public void Forget(string name)
    {
        lock (_gate)
        {
            foreach (Key key in _entries.Keys.Where(key => key.Name == name).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    private Entry Enter(Key key)
    {
        if (_entries.TryGetValue(key, out Entry? known))
        {
            return known;
        }

        if (_entries.Count >= maxEntries)
        {
            _entries.Remove(_entries.MinBy(static pair => pair.Value.FetchedAt).Key);
        }

        var entry = new Entry();
        _entries.Add(key, entry);
        return entry;
    }

    private async Task<LangfusePrompt?> FetchAsync(Key key, Entry entry, bool isUrgent)
    {
        // Nothing of the caller goes along: the request may serve others and outlive this one.
        await Task.Yield();
        string selection = key.Version is { } version
            ? string.Create(CultureInfo.InvariantCulture, $"version={version}")
            : "label=" + Uri.EscapeDataString(key.Label!);
        LangfusePrompt? prompt = await registry.AskAsync(
            $"cannot get prompt '{key.Name}'",
            HttpMethod.Get,
            $"/v2/prompts/{Uri.EscapeDataString(key.Name)}?{selection}",
            null,
            Read,
            isUrgent,
            CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            entry.Fetch = null;
            entry.FailedAt = prompt is null ? time.GetTimestamp() : null;
            if (prompt is not null)
            {
                entry.Prompt = prompt;
                entry.FetchedAt = time.GetTimestamp();
            }

            return entry.Prompt;
        }
    }

    public static LangfusePrompt Read(JsonElement prompt) =>
        prompt.GetProperty("type").GetString() is "chat" ? new LangfuseChatPrompt(prompt) : new LangfuseTextPrompt(prompt);

    private readonly record struct Key(string Name, int? Version, string? Label);

    private sealed class Entry
    {
        public LangfusePrompt? Prompt { get; set; }

        public long FetchedAt { get; set; }

        public long? FailedAt { get; set; }

        /// <summary>The request under way.</summary>
        public Task<LangfusePrompt?>? Fetch { get; set; }
    }
}
