namespace Tta.Model;

/// <summary>A query hit a limit. The message names the limit, the value met and the setting that raises it.</summary>
public sealed class LimitExceededException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }
}
