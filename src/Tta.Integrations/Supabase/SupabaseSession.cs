namespace Tta.Integrations;

/// <summary>A user who is signed in.</summary>
/// <param name="AccessToken">Token of requests on behalf of the user. A secret.</param>
/// <param name="RefreshToken">Token that renews the session once. A secret.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="UserId">Id of the user.</param>
/// <param name="Email">Address of the user; null for users without one.</param>
public sealed record SupabaseSession(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt, string UserId, string? Email)
{
    /// <summary>User and end only: tokens belong in no log.</summary>
    public override string ToString() => $"{UserId} until {ExpiresAt:O}";
}
