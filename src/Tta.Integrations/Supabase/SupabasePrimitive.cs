using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Runs a command on a Supabase database: a step of a workflow. Thread-safe.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
public sealed class SupabasePrimitive<TIn> : Primitive<TIn, SupabaseResult>
{
    private readonly SupabaseClient _client;
    private readonly Func<TIn, SupabaseCommand> _command;

    /// <summary>Creates the step.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>LoadNotes</c>.</param>
    /// <param name="client">The project; not disposed here.</param>
    /// <param name="command">Makes the command from the input.</param>
    public SupabasePrimitive(string name, SupabaseClient client, Func<TIn, SupabaseCommand> command) : base(name, "SupabasePrimitive")
    {
        _client = client;
        _command = command;
    }

    /// <inheritdoc />
    protected override ValueTask<SupabaseResult> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
        => new(_client.ExecuteAsync(_command(input), cancellationToken));
}
