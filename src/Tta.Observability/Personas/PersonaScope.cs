using System.Diagnostics.Metrics;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>The time a persona works, and what it may use meanwhile. Disposing it measures how long that was. Thread-safe.</summary>
/// <remarks>
/// Tools that run through Tta.Integrations below <see cref="Context"/> are checked by themselves; the <c>Ensure</c> methods are for code
/// that touches files, variables or tools on its own. Every refusal is in <see cref="PersonaTracker.Denials"/>, in the log, in
/// <c>persona_denials_total</c> and an event of the current span.
/// </remarks>
public sealed class PersonaScope : IDisposable
{
    private readonly PersonaGuard _guard;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly long _startTimestamp;
    private int _isOver;

    internal PersonaScope(WorkflowContext context, PersonaGuard guard, TimeProvider time, Histogram<double> duration)
    {
        Context = context;
        _guard = guard;
        _time = time;
        _duration = duration;
        _startTimestamp = time.GetTimestamp();
    }

    /// <summary>The context to work with: everything in it is labelled with the persona.</summary>
    public WorkflowContext Context { get; }

    /// <summary>Called before a tool is used that no instrumented client runs.</summary>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="server">Tool server it comes from; null for a tool of the application.</param>
    /// <exception cref="PersonaDeniedException">The persona may not use it, or only after a person agreed.</exception>
    public void EnsureToolAllowed(string tool, string? server = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tool);
        _guard.EnsureToolAllowed(Context, tool, server);
    }

    /// <summary>Called before a file or folder is touched.</summary>
    /// <param name="path">The path, absolute or relative to the workspace; symbolic links are followed.</param>
    /// <exception cref="PersonaDeniedException">The persona stays away from it.</exception>
    public void EnsurePathAllowed(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _guard.EnsurePathAllowed(Context, path);
    }

    /// <summary>Reads an environment variable that the persona may read.</summary>
    /// <param name="variable">Its name.</param>
    /// <returns>Its value, or null when it is not set.</returns>
    /// <exception cref="PersonaDeniedException">The persona may not read it.</exception>
    public string? ReadEnvironment(string variable)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(variable);
        _guard.EnsureEnvironmentAllowed(Context, variable);
        return Environment.GetEnvironmentVariable(variable);
    }

    /// <summary>Whether a person must agree before the persona does this.</summary>
    /// <param name="act">The act, for example <c>file_delete</c>.</param>
    /// <returns>Whether <see cref="PersonaSecurity.RequireApprovalFor"/> names it.</returns>
    public bool NeedsApproval(string act) => _guard.NeedsApproval(Context, act);

    /// <summary>Ends the scope. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            double seconds = _time.GetElapsedTime(_startTimestamp).TotalSeconds;
            _duration.Record(seconds, new("persona", Context.Persona), new("chatmode", Context.ChatMode ?? "none"));
        }
    }
}
