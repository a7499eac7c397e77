namespace Tta.Observability.Tests.Fakes;

/// <summary>One made-up secret of each known form. Put together at run time, so that scanners of this repository stay calm.</summary>
internal static class Canaries
{
    private const string Body = "Zx9Kq3Lm7Np2Rt5Vw8Yb4Cd6";

    public static readonly string OpenAi = "sk-" + "proj-" + Body + Body;

    private static readonly (string Kind, string Secret)[] s_all =
    [
        ("openai", OpenAi),
        ("openai-old", "sk-" + Body),
        ("anthropic", "sk-" + "ant-api03-" + Body + "_-" + Body),
        ("langfuse-secret", "sk-" + "lf-1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("langfuse-public", "pk-" + "lf-1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("e2b", "e2b" + "_" + Body),
        ("supabase", "sbp" + "_" + Body),
        ("jwt", "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + Body),
        ("github", "ghp" + "_" + Body + Body),
        ("github-fine", "github" + "_pat_" + Body + "_" + Body),
        ("gitlab", "glpat" + "-" + Body),
        ("aws", "AKIA" + "IOSFODNN7EXAMPLE"),
        ("slack", "xoxb" + "-123456789012-" + Body),
        ("grafana-cloud", "glc" + "_" + Body + "=="),
        ("grafana-service", "glsa" + "_" + Body + "_12345678"),
        ("google", "AIza" + Body + Body[..11]),
        ("hugging-face", "hf" + "_" + Body),
        ("groq", "gsk" + "_" + Body + Body),
        ("private-key", "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIB" + Body + "\n" + Body + "\n-----END " + "RSA PRIVATE KEY-----"),
    ];

    public static string[] Values { get; } = [.. s_all.Select(canary => canary.Secret)];

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string kind, string secret) in s_all)
            {
                data.Add(kind, secret);
            }

            return data;
        }
    }
}
