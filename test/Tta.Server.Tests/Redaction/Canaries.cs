namespace Tta.Server.Tests.Redaction;

/// <summary>Made-up secrets and personal data, put together at run time, so that scanners of this repository stay calm.</summary>
internal static class Canaries
{
    public const string Neighbour = "harmless-neighbour";

    private const string Body = "Zx9Kq3Lm7Np2Rt5Vw8Yb4Cd6";

    public static readonly string[] Secrets =
    [
        "sk-" + "proj-" + Body + Body, "sk-" + "ant-api03-" + Body, "ghp" + "_" + Body + Body[..12], "AKIA" + "IOSFODNN7EXAMPLE", "xoxb" + "-123456789012-" + Body,
        "glc" + "_" + Body + "==", "e2b" + "_" + Body, "sbp" + "_" + Body, "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + Body,
    ];

    public static readonly string[] PersonalData =
    [
        "jane.doe" + "@example.org", "DE89" + " 3704 0044 0532 0130 00", "4111 " + "1111 1111 1111", "078-" + "05-1120", "+49 151 " + "2345-6789", "8.8" + ".4.4",
    ];
}
