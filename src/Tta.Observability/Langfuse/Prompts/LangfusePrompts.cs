// Spec: Langfuse public API, prompts (v2), and the caching of its clients.
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>
/// Prompts that are kept in Langfuse, or in <c>tta</c>. Fetched once and used for a minute; the program goes on with a fallback when they cannot
/// be had.
/// </summary>
/// <remarks>
/// Needs running telemetry (<see cref="TtaObservability"/>), which knows the address and keys; without it there are fallbacks only. Nothing
/// throws because of the server: what went wrong is in <see cref="TtaObservability.Problems"/>. Thread-safe.
/// </remarks>
public sealed class LangfusePrompts
{
    private readonly Func<ObservabilitySession?> _session;

    internal LangfusePrompts(Func<ObservabilitySession?> session) => _session = session;

    /// <summary>The text prompt, or a fallback.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="fallback">Text that stands in when the prompt cannot be had.</param>
    /// <param name="options">Which version, and how old it may be; null takes <c>production</c>, up to a minute old.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The prompt; <see cref="LangfusePrompt.IsFallback"/> says which.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or the options are wrong.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseTextPrompt> GetAsync(
        string name, string fallback, LangfusePromptOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return await FetchAsync(name, options, isUrgent: true, cancellationToken).ConfigureAwait(false) as LangfuseTextPrompt
            ?? new LangfuseTextPrompt(name, fallback);
    }

    /// <summary>The text prompt, or null when it cannot be had or is a chat prompt.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<LangfuseTextPrompt?> FindAsync(string name, LangfusePromptOptions? options = null, CancellationToken cancellationToken = default) =>
        await FetchAsync(name, options, isUrgent: false, cancellationToken).ConfigureAwait(false) as LangfuseTextPrompt;

    /// <summary>The chat prompt, or a fallback.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="fallback">Messages that stand in when the prompt cannot be had.</param>
    /// <param name="options">Which version, and how old it may be; null takes <c>production</c>, up to a minute old.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The prompt; <see cref="LangfusePrompt.IsFallback"/> says which.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or the options are wrong.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseChatPrompt> GetChatAsync(
        string name, IReadOnlyList<LangfuseChatMessage> fallback, LangfusePromptOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return await FetchAsync(name, options, isUrgent: true, cancellationToken).ConfigureAwait(false) as LangfuseChatPrompt
            ?? new LangfuseChatPrompt(name, fallback);
    }

    /// <summary>The chat prompt, or null when it cannot be had or is a text prompt.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<LangfuseChatPrompt?> FindChatAsync(string name, LangfusePromptOptions? options = null, CancellationToken cancellationToken = default) =>
        await FetchAsync(name, options, isUrgent: false, cancellationToken).ConfigureAwait(false) as LangfuseChatPrompt;

    /// <summary>Makes the next version of a text prompt.</summary>
    /// <param name="name">Name of the prompt; slashes make folders.</param>
    /// <param name="text">The text with its <c>{{variables}}</c>; secrets in it are hidden.</param>
    /// <param name="details">Labels, tags, configuration; null for none.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The version, or null when it could not be made.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or the configuration is no JSON.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseTextPrompt?> CreateAsync(
        string name, string text, LangfusePromptDetails? details = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return await CreateAsync(
            name, "text", details, (writer, redactor) => writer.WriteString("prompt"u8, redactor.Text(text)), cancellationToken)
            .ConfigureAwait(false) as LangfuseTextPrompt;
    }

    /// <summary>Makes the next version of a chat prompt.</summary>
    /// <param name="name">Name of the prompt; slashes make folders.</param>
    /// <param name="messages">Messages and places for messages; secrets in them are hidden.</param>
    /// <param name="details">Labels, tags, configuration; null for none.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The version, or null when it could not be made.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or the configuration is no JSON.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseChatPrompt?> CreateChatAsync(
        string name, IReadOnlyList<LangfuseChatMessage> messages, LangfusePromptDetails? details = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return await CreateAsync(name, "chat", details, (writer, redactor) => WriteMessages(writer, messages, redactor), cancellationToken)
            .ConfigureAwait(false) as LangfuseChatPrompt;
    }

    /// <summary>Gives a version labels, which other versions of the prompt lose.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="version">Number of the version.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it was done.</returns>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public Task<bool> AddLabelsAsync(string name, int version, IReadOnlyList<string> labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}/versions/{version}");
        return ChangeAsync(
            name, $"cannot label version {version} of prompt '{name}'", HttpMethod.Patch, path, writer => WriteTexts(writer, "newLabels", labels), cancellationToken);
    }

    /// <summary>Deletes a version of a prompt, or all.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="version">Number of the version; null deletes all.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it was done.</returns>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public Task<bool> DeleteAsync(string name, int? version = null, CancellationToken cancellationToken = default)
    {
        string path = PathOf(name) + (version is { } number ? string.Create(CultureInfo.InvariantCulture, $"?version={number}") : "");
        return ChangeAsync(name, $"cannot delete prompt '{name}'", HttpMethod.Delete, path, null, cancellationToken);
    }

    private static string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return "/v2/prompts/" + Uri.EscapeDataString(name);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<LangfuseChatMessage> messages, Redactor redactor)
    {
        writer.WriteStartArray("prompt"u8);
        foreach (LangfuseChatMessage message in messages)
        {
            writer.WriteStartObject();
            if (message.PlaceholderName is { } placeholder)
            {
                writer.WriteString("type"u8, "placeholder"u8);
                writer.WriteString("name"u8, placeholder);
            }
            else
            {
                writer.WriteString("role"u8, message.Role);
                writer.WriteString("content"u8, redactor.Text(message.Content));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private Task<LangfusePrompt?> FetchAsync(string name, LangfusePromptOptions? options, bool isUrgent, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        options ??= new LangfusePromptOptions();
        if (options.CacheTtl < TimeSpan.Zero || options.Version < 1)
        {
            throw new ArgumentException($"CacheTtl {options.CacheTtl} must be at least zero, Version {options.Version} at least 1", nameof(options));
        }

        return _session()?.Prompts?.GetAsync(name, options, isUrgent, cancel) ?? Task.FromResult<LangfusePrompt?>(null);
    }

    private async Task<LangfusePrompt?> CreateAsync(
        string name, string type, LangfusePromptDetails? details, Action<Utf8JsonWriter, Redactor> writePrompt, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_session() is not { Registry: { } registry, Prompts: { } cache })
        {
            return null;
        }

        details ??= new LangfusePromptDetails();
        LangfusePrompt? created = await registry.AskAsync(
            $"cannot make a version of prompt '{name}'",
            HttpMethod.Post,
            "/v2/prompts",
            writer =>
            {
                writer.WriteString("name"u8, name);
                writer.WriteString("type"u8, type);
                writePrompt(writer, registry.Redactor);
                WriteTexts(writer, "labels", details.Labels);
                if (details.Tags is not null)
                {
                    WriteTexts(writer, "tags", details.Tags);
                }

                registry.WriteJson(writer, "config", details.ConfigJson);
                if (details.CommitMessage is not null)
                {
                    writer.WriteString("commitMessage"u8, registry.Redactor.Text(details.CommitMessage));
                }
            },
            PromptCache.Read,
            isUrgent: true, // A second attempt could make a second version.
            cancel).ConfigureAwait(false);
        cache.Forget(name);
        return created;
    }

    private async Task<bool> ChangeAsync(
        string name, string what, HttpMethod method, string path, Action<Utf8JsonWriter>? write, CancellationToken cancel)
    {
        if (_session() is not { Registry: { } registry, Prompts: { } cache })
        {
            return false;
        }

        bool isDone = await registry.ChangeAsync(what, method, path, write, cancel).ConfigureAwait(false);
        cache.Forget(name);
        return isDone;
    }
}
