using System.CommandLine;
using System.Globalization;

namespace Tta.Server.Cli;

/// <summary>The options of the commands that ask a running server.</summary>
internal sealed class ClientArguments
{
    private readonly Option<Uri?> _url = new("--url")
    {
        Description = "Address of the server's UI port (default: http://127.0.0.1:3000 plus the port offset)",
        HelpName = "URL",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError($"--url {result.Tokens[0].Value}: not an address; use for example http://127.0.0.1:3000");
            return null;
        },
    };

    private readonly Option<int> _portOffset = new("--port-offset") { Description = "Offset that the server was started with", HelpName = "N" };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Token of the server (default: $TTA_TOKEN)",
        HelpName = "SECRET",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_portOffset);
        command.Options.Add(_token);
    }

    public int PortOffset(ParseResult parsed) => parsed.GetValue(_portOffset);

    public ApiClient Connect(ParseResult parsed)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{3000 + parsed.GetValue(_portOffset)}");
        string? token = parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable("TTA_TOKEN");
        return new ApiClient(parsed.GetValue(_url) ?? new Uri(local), string.IsNullOrEmpty(token) ? null : token);
    }
}
