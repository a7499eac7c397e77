using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>Settings of a <see cref="ChatPrimitive"/>. Immutable as long as <see cref="Chat"/> is not changed.</summary>
public sealed record ChatPrimitiveOptions
{
    /// <summary>Model to ask. Default: the client's.</summary>
    public string? Model { get; init; }

    /// <summary>Instructions that go before every prompt. Default: none.</summary>
    public string? Instructions { get; init; }

    /// <summary>Temperature, tools, format and other options of every prompt. Default: the provider's.</summary>
    public ChatOptions? Chat { get; init; }

    /// <summary>
    /// Whether to ask for the answer piece by piece. The step gives it whole all the same; the time to the first piece is measured, and a long
    /// answer does not run into the time limit of a silent connection. Default: false.
    /// </summary>
    public bool Stream { get; init; }

    /// <summary>Prices and observation. Default: the shipped prices.</summary>
    public ModelTelemetryOptions Telemetry { get; init; } = ModelTelemetryOptions.Default;

    /// <summary>The options of one prompt: its own where it has some, else these; never the shared object itself.</summary>
    internal ChatOptions For(ChatPrompt prompt)
    {
        ChatOptions options = (prompt.Options ?? Chat)?.Clone() ?? new ChatOptions();
        options.ModelId ??= Model;
        options.Instructions ??= Instructions;
        return options;
    }
}
