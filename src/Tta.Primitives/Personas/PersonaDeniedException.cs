namespace Tta.Primitives;

/// <summary>A persona was about to use what it may not use.</summary>
public sealed class PersonaDeniedException : Exception, IClassifiedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="kind">What was refused: <c>tool</c>, <c>server</c>, <c>path</c>, <c>environment</c> or <c>approval</c>.</param>
    /// <param name="target">The tool, path or variable.</param>
    /// <param name="message">What is refused, by which rule, and what to do.</param>
    public PersonaDeniedException(string persona, string kind, string target, string message) : base(message)
    {
        Persona = persona;
        Kind = kind;
        Target = target;
    }

    /// <summary>The persona.</summary>
    public string Persona { get; }

    /// <summary>What was refused: <c>tool</c>, <c>server</c>, <c>path</c>, <c>environment</c> or <c>approval</c>.</summary>
    public string Kind { get; }

    /// <summary>The tool, path or variable.</summary>
    public string Target { get; }

    /// <inheritdoc/>
    public string ErrorType => "persona_denied";

    /// <summary>False: the rules do not change by waiting.</summary>
    public bool IsTransient => false;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;
}
