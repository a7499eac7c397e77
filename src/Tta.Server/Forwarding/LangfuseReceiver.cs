using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Tta.Server.Hosting;

namespace Tta.Server.Forwarding;

/// <summary>A Langfuse server that model calls are forwarded to, as the user names it. The keys come from the environment alone.</summary>
/// <param name="Url">Address as it was given.</param>
/// <param name="PublicKey">Public key of the project, if there is one.</param>
/// <param name="SecretKey">Secret key of the project, if there is one.</param>
internal sealed record LangfuseReceiver(string Url, string? PublicKey, string? SecretKey)
{
    public const string PublicKeyName = "TTA_FORWARD_LANGFUSE_PUBLIC_KEY";
    public const string SecretKeyName = "TTA_FORWARD_LANGFUSE_SECRET_KEY";

    /// <summary>The receiver at an address, with the keys of the environment; null for no address.</summary>
    public static LangfuseReceiver? From(string? url, Func<string, string?> environment) =>
        url is null ? null : new LangfuseReceiver(url, environment(PublicKeyName), environment(SecretKeyName));

    /// <summary>The address, checked together with the keys.</summary>
    /// <exception cref="ServerStartException">Something is missing or malformed; the message says how to mend it.</exception>
    public Uri CheckedUrl()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new ServerStartException("--forward-langfuse: expected an address such as https://cloud.langfuse.com");
        }

        if (url.UserInfo.Length > 0)
        {
            throw new ServerStartException($"--forward-langfuse: the address must not hold keys, process lists show it; set {PublicKeyName} and {SecretKeyName}");
        }

        if (url.AbsolutePath.Contains("/api/public", StringComparison.Ordinal))
        {
            throw new ServerStartException("--forward-langfuse: give the address without /api/public, such as https://cloud.langfuse.com");
        }

        CheckKey(PublicKeyName, PublicKey, mayHoldColon: false);
        CheckKey(SecretKeyName, SecretKey, mayHoldColon: true);
        return url;
    }

    /// <summary>Makes sure that the server does not forward to itself.</summary>
    /// <exception cref="ServerStartException">It would.</exception>
    public void CheckIsOther(Listeners listeners)
    {
        Uri url = CheckedUrl();
        if (listeners.All.Any(listener => listener.Problem is null && listener.Port == url.Port) && IsThisMachine(url.DnsSafeHost))
        {
            throw new ServerStartException($"--forward-langfuse {url}: that is this server itself; give the address of another one");
        }
    }

    private static void CheckKey(string name, string? key, bool mayHoldColon)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw new ServerStartException($"--forward-langfuse needs the keys of a project there: set {PublicKeyName} and {SecretKeyName} ({name} is not set)");
        }

        if (key.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || (c == ':' && !mayHoldColon)))
        {
            throw new ServerStartException($"{name} is no key: it holds a space, a line break or a colon; copy it again from the settings of the project");
        }
    }

    // A name that cannot be resolved now may be another machine's; requests tell then who sent them.
    private static bool IsThisMachine(string host)
    {
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? given) ? [given] : Dns.GetHostAddresses(host);
            var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
            return addresses.Any(address => IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || own.Contains(address));
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
