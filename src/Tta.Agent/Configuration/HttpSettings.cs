// Spec: Prometheus configuration, HTTP client settings. Differences: TLS settings, OAuth and proxies are refused, not ignored.
using Tta.Agent.Scraping;

namespace Tta.Agent.Configuration;

/// <summary>Reads basic_auth, authorization and the older bearer_token keys.</summary>
internal static class HttpSettings
{
    public static HttpAuthentication Read(YamlMap map, string folder)
    {
        const string Hint = "put a proxy in front of the target or use basic_auth or authorization";
        foreach (string key in (string[])["tls_config", "oauth2", "sigv4", "azuread", "google_iam", "proxy_url", "no_proxy", "proxy_from_environment", "proxy_connect_header"])
        {
            map.Refuse(key, Hint);
        }

        map.Ignore("follow_redirects", "enable_http2", "http_headers");
        HttpAuthentication? basic = ReadBasic(map.Map("basic_auth"), folder);
        HttpAuthentication? header = ReadHeader(map.Map("authorization"), folder);
        string? token = map.Text("bearer_token");
        string? tokenFile = map.Text("bearer_token_file");
        HttpAuthentication? bearer = token is null && tokenFile is null ? null : HttpAuthentication.Header("Bearer", token, InFolder(folder, tokenFile));
        if ((basic is null ? 0 : 1) + (header is null ? 0 : 1) + (bearer is null ? 0 : 1) > 1)
        {
            throw map.Problem("at most one of basic_auth, authorization and bearer_token must be configured");
        }

        return basic ?? header ?? bearer ?? HttpAuthentication.None;
    }

    private static HttpAuthentication? ReadBasic(YamlMap? map, string folder)
    {
        if (map is null)
        {
            return null;
        }

        var result = HttpAuthentication.Basic(map.Text("username") ?? "", map.Text("password"), InFolder(folder, map.Text("password_file")));
        map.Done();
        return result;
    }

    private static HttpAuthentication? ReadHeader(YamlMap? map, string folder)
    {
        if (map is null)
        {
            return null;
        }

        var result = HttpAuthentication.Header(map.Text("type") ?? "Bearer", map.Text("credentials"), InFolder(folder, map.Text("credentials_file")));
        map.Done();
        return result;
    }

    private static string? InFolder(string folder, string? file) => file is null ? null : Path.Combine(folder, file);
}
