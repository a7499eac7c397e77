namespace Tta.Agent.Tests.Differential;

/// <summary>A fact beside a real Prometheus; skipped, with the reason, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[Xunit.Sdk.XunitTestCaseDiscoverer("Xunit.Sdk.FactDiscoverer", "xunit.execution.{Platform}")]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public const string Executable = "/usr/bin/prometheus";

    public PrometheusFactAttribute() => Skip = File.Exists(Executable) ? null : $"no Prometheus at {Executable}; install the package prometheus";
}
