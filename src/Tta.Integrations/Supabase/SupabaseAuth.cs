// Supabase Auth (GoTrue) under /auth/v1.

using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Sign-in of a Supabase project. Thread-safe.</summary>
public sealed class SupabaseAuth
{
    private readonly SupabaseClient _client;

    internal SupabaseAuth(SupabaseClient client) => _client = client;

    /// <summary>Creates a user. Null when the project first wants the address confirmed.</summary>
    /// <param name="email">Address.</param>
    /// <param name="password">Password.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<SupabaseSession?> SignUpAsync(string email, string password, CancellationToken cancellationToken = default)
    {
        JsonElement answer = await PostAsync(
            "sign_up", "auth/v1/signup", cancellationToken, ("email", email), ("password", password)).ConfigureAwait(false);
        return answer.TryGetProperty("access_token", out _) ? ReadSession(answer) : null;
    }

    /// <summary>Signs a user in.</summary>
    /// <param name="email">Address.</param>
    /// <param name="password">Password.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<SupabaseSession> SignInAsync(string email, string password, CancellationToken cancellationToken = default)
        => ReadSession(await PostAsync(
            "sign_in", "auth/v1/token?grant_type=password", cancellationToken, ("email", email), ("password", password)).ConfigureAwait(false));

    /// <summary>Renews a session; the old refresh token is used up.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<SupabaseSession> RefreshAsync(SupabaseSession session, CancellationToken cancellationToken = default)
        => ReadSession(await PostAsync(
            "refresh", "auth/v1/token?grant_type=refresh_token", cancellationToken, ("refresh_token", session.RefreshToken)).ConfigureAwait(false));

    /// <summary>Ends a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task SignOutAsync(SupabaseSession session, CancellationToken cancellationToken = default)
    {
        using SupabaseClient user = _client.As(session);
        using HttpResponseMessage response = await user.SendAsync(
            "sign_out", "auth", user.Request(HttpMethod.Post, "auth/v1/logout"), cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonElement> PostAsync(
        string operation, string path, CancellationToken cancellationToken, params (string Name, string Value)[] members)
    {
        HttpContent body = RestClient.Json(writer =>
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        });
        using HttpResponseMessage response = await _client.SendAsync(
            operation, "auth", _client.Request(HttpMethod.Post, path, body), cancellationToken).ConfigureAwait(false);
        return await _client.ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private SupabaseSession ReadSession(JsonElement answer)
    {
        JsonElement user = answer.GetProperty("user");
        DateTimeOffset expiresAt = answer.TryGetProperty("expires_at", out JsonElement at)
            ? DateTimeOffset.FromUnixTimeSeconds(at.GetInt64())
            : _client.Time.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt64());
        return new SupabaseSession(
            answer.GetProperty("access_token").GetString()!,
            answer.GetProperty("refresh_token").GetString()!,
            expiresAt,
            user.GetProperty("id").GetString()!,
            user.TryGetProperty("email", out JsonElement email) ? email.GetString() : null);
    }
}
