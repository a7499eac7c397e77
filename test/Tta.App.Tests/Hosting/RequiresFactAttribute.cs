using Xunit.Sdk;

namespace Tta.App.Tests.Hosting;

/// <summary>A fact that needs programs on PATH; skipped, with the reason printed, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.FactDiscoverer", "xunit.execution.{Platform}")]
internal sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] programs) => Skip = Missing.Reason(programs);
}

/// <summary>A theory that needs programs on PATH; skipped, with the reason printed, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.TheoryDiscoverer", "xunit.execution.{Platform}")]
internal sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] programs) => Skip = Missing.Reason(programs);
}

/// <summary>Says which programs a test lacks.</summary>
internal static class Missing
{
    public static string? Reason(string[] programs)
    {
        string[] missing = programs.Where(program => ExternalProgram.Find(program) is null).ToArray();
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} on PATH (.ci/run installs what the tests need)";
    }
}
