namespace Tta.Model;

/// <summary>A change of prompts, datasets and the like, or a question about them, was refused; nothing was changed.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What, and what to do.</param>
    public RegistryException(RegistryFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Why it was refused.</summary>
    public RegistryFault Fault { get; }
}
