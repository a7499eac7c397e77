using System.Buffers;
using System.Collections.Concurrent;

namespace Tta.Observability;

/// <summary>Tells by name whether an attribute or an environment variable holds a secret.</summary>
internal static class SecretNames
{
    // A value shorter than this is more likely a word than a secret; hiding it everywhere would hide the text around it.
    private const int MinValueLength = 8;

    private static readonly string[] s_endings =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "accesstoken", "refreshtoken", "authtoken", "idtoken", "bearertoken", "authorization",
        "clientsecret", "privatekey", "secretkey", "accesskey", "connectionstring", "cookie", "credential", "credentials",
    ];

    /// <summary>Parts of which each name of a secret attribute has one, whatever separates its words.</summary>
    public static IEnumerable<string> Anchors => ["pass", "secret", "key", "token", "authorization", "connection", "cookie", "credential"];

    private static readonly string[] s_variableEndings = ["token", "key", "dsn", "pat", "pass"];

    // Names made of user data must not fill the memory.
    private const int MaxKnown = 2_000;
    private static readonly ConcurrentDictionary<string, bool> s_known = new(StringComparer.Ordinal);
    private static int s_knownCount;

    private static readonly SearchValues<char> s_separators = SearchValues.Create("._-");

    /// <summary>Whether the value of an attribute with this name is hidden whole, for example <c>http.request.header.authorization</c>.</summary>
    public static bool IsSecretAttribute(string name)
    {
        // The names of attributes are few and return with every span and log record.
        if (s_known.TryGetValue(name, out bool isSecret))
        {
            return isSecret;
        }

        isSecret = EndsWithAny(name, s_endings);
        if (Volatile.Read(ref s_knownCount) < MaxKnown && s_known.TryAdd(name, isSecret))
        {
            Interlocked.Increment(ref s_knownCount);
        }

        return isSecret;
    }

    /// <summary>The values of the environment that must not leave the process.</summary>
    public static IEnumerable<string> SecretValuesOf(IReadOnlyDictionary<string, string> environment)
    {
        foreach ((string name, string value) in environment)
        {
            if (name.EndsWith("OTLP_HEADERS", StringComparison.OrdinalIgnoreCase) || name.Contains("_HEADERS", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string header in value.Split(','))
                {
                    string secret = Uri.UnescapeDataString(header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..]).Trim();
                    if (secret.Length >= MinValueLength)
                    {
                        yield return secret;
                    }
                }
            }
            else if (value.Length >= MinValueLength && (EndsWithAny(name, s_endings) || EndsWithAny(name, s_variableEndings)) && !Path.IsPathRooted(value))
            {
                yield return value;
            }
        }
    }

    private static bool EndsWithAny(string name, string[] endings)
    {
        // Compares from the end, skipping separators, so that "X-Api-Key", "x_api_key" and "xapikey" are the same name.
        foreach (string ending in endings)
        {
            int at = name.Length - 1;
            int left = ending.Length - 1;
            while (at >= 0 && left >= 0)
            {
                char c = name[at];
                if (s_separators.Contains(c))
                {
                    at--;
                    continue;
                }

                if (char.ToLowerInvariant(c) != ending[left])
                {
                    break;
                }

                at--;
                left--;
            }

            if (left < 0)
            {
                return true;
            }
        }

        return false;
    }
}
