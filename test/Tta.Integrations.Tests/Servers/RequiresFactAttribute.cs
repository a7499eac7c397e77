using Xunit.Sdk;

namespace Tta.Integrations.Tests.Servers;

/// <summary>A fact that needs programs of the machine; skipped, with the reason printed, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.FactDiscoverer", "xunit.execution.{Platform}")]
internal sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] programs)
    {
        string[] missing = [.. programs.Where(program => Programs.Find(program) is null && (program != "postgres" || PostgresServer.BinFolder is null))];
        Skip = missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} (.ci/run installs what the tests need)";
    }
}
