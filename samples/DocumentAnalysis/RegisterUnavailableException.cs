using System.Globalization;
using Tta.Primitives;

namespace DocumentAnalysis;

/// <summary>The register dropped the connection; the next attempt may succeed.</summary>
internal sealed class RegisterUnavailableException(int attempt)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"the reference register dropped the connection at attempt {attempt}")), IClassifiedError
{
    public string ErrorType => "register_unavailable";

    public bool IsTransient => true;

    public TimeSpan? RetryAfter => null;
}
