using System.Text.Json.Nodes;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Servers;

/// <summary>Runs a script that uses the official clients, and reads the JSON that it prints last.</summary>
internal static class NodeScript
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "test", "Tta.Integrations.Tests", "Clients", "sdks");
    private static readonly Lazy<Task> s_installed = new(InstallAsync);

    public static async Task<JsonNode> RunAsync(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        await s_installed.Value;
        string output = await Programs.RunAsync("node", s_folder, [script, .. arguments], environment);
        return JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
    }

    private static Task InstallAsync() => Directory.Exists(Path.Combine(s_folder, "node_modules"))
        ? Task.CompletedTask
        : Programs.RunAsync("npm", s_folder, ["ci", "--ignore-scripts"]);
}
