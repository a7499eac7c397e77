using System.Runtime.CompilerServices;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Runs code in a sandbox: a step of a workflow. Code that fails is a result, not an error of the step. Thread-safe.</summary>
public sealed class E2BCodePrimitive : Primitive<E2BCode, E2BCodeResult>
{
    private readonly E2BClient? _client;
    private readonly E2BSandboxOptions? _options;
    private readonly E2BSandbox? _sandbox;

    /// <summary>Each execution has a sandbox of its own, which ends with it.</summary>
    /// <param name="name">Name of the step in spans and metrics, for example <c>RunAnalysis</c>.</param>
    /// <param name="client">The service; not disposed here.</param>
    /// <param name="options">Kind of sandbox; default: a code interpreter.</param>
    public E2BCodePrimitive(string name, E2BClient client, E2BSandboxOptions? options = null) : base(name)
    {
        _client = client;
        _options = options;
    }

    /// <summary>All executions share a sandbox and see each other's variables.</summary>
    /// <param name="name">Name of the step in spans and metrics.</param>
    /// <param name="sandbox">The sandbox; not ended here.</param>
    public E2BCodePrimitive(string name, E2BSandbox sandbox) : base(name) => _sandbox = sandbox;

    /// <inheritdoc />
    protected override async ValueTask<E2BCodeResult> ExecuteCoreAsync(E2BCode input, WorkflowContext context, CancellationToken cancellationToken)
    {
        if (_sandbox is not null)
        {
            return await _sandbox.RunCodeAsync(input, cancellationToken).ConfigureAwait(false);
        }

        E2BSandbox sandbox = await _client!.CreateAsync(_options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = sandbox.ConfigureAwait(false);
        return await sandbox.RunCodeAsync(input, cancellationToken).ConfigureAwait(false);
    }
}
