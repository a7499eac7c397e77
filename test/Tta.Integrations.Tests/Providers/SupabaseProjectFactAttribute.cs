using Xunit.Sdk;

namespace Tta.Integrations.Tests.Providers;

/// <summary>A fact about the project of Supabase that the environment names; skipped, with the reason printed, where none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.FactDiscoverer", "xunit.execution.{Platform}")]
internal sealed class SupabaseProjectFactAttribute : FactAttribute
{
    public SupabaseProjectFactAttribute() => Skip = new SupabaseProject(Environment.GetEnvironmentVariable).WhyNot;
}
