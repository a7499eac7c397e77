using System.Globalization;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>The first command of a new user.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task DemoOnce_ReachesItsSummaryAndVouchesForEveryStep()
    {
        string offset = TtaProcess.FreeOffset().ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "", ["ANTHROPIC_API_KEY"] = "" };
        ExternalProgram.Result run = await ExternalProgram.RunAsync(
            "dotnet", Path.GetTempPath(), environment, TtaProcess.ProgramPath, "demo", "--once", "--port-offset", offset);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("ready in", run.Output, StringComparison.Ordinal);
        foreach (string part in (string[])["slowest", "error", "persona", "http://"])
        {
            Assert.Contains(part, run.Output, StringComparison.OrdinalIgnoreCase);
        }
    }
}
