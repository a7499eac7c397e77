using System.Reflection;
using System.Runtime.InteropServices;

namespace Tta.Observability;

/// <summary>What every span, metric and log record says about the process it comes from.</summary>
internal static class ResourceAttributes
{
    public const string Workspace = "workspace";
    public const string ServiceName = "service.name";

    /// <summary>Names by the OpenTelemetry resource conventions 1.4x.</summary>
    public static IReadOnlyDictionary<string, object> Resolve(TtaObservabilityOptions options, EnvironmentSettings environment)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach ((string name, string value) in environment.Pairs("OTEL_RESOURCE_ATTRIBUTES"))
        {
            attributes[name] = value;
        }

        foreach ((string name, object value) in options.ResourceAttributes)
        {
            attributes[name] = value;
        }

        Assembly? program = Assembly.GetEntryAssembly();
        attributes[ServiceName] = options.ServiceName
            ?? environment.Text("OTEL_SERVICE_NAME")
            ?? attributes.GetValueOrDefault(ServiceName)
            ?? environment.Text("SERVICE_NAME")
            ?? program?.GetName().Name
            ?? "unknown_service:dotnet";
        Set("service.version", options.ServiceVersion, () => VersionOf(program));
        Set("service.instance.id", null, static () => Guid.NewGuid().ToString());
        Set(Workspace, options.Workspace ?? environment.Text("TTA_WORKSPACE"), () => WorkspaceFolder.Of(options.WorkingDirectory ?? Environment.CurrentDirectory)?.Name ?? "default");
        Set("deployment.environment.name", options.DeploymentEnvironment, () => environment.Text("DOTNET_ENVIRONMENT", "ENVIRONMENT")?.ToLowerInvariant() ?? "development");
        Set("host.name", null, static () => Environment.MachineName);
        Set("host.arch", null, static () => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
        Set("os.description", null, static () => RuntimeInformation.OSDescription);
        Set("process.executable.name", null, static () => Path.GetFileName(Environment.ProcessPath ?? "dotnet"));
        Set("process.runtime.name", null, static () => ".NET");
        Set("process.runtime.version", null, static () => Environment.Version.ToString());
        attributes.TryAdd("process.pid", (long)Environment.ProcessId);
        return attributes;

        // A setting of the program wins, then what the environment said, then what can be found out.
        void Set(string name, string? setting, Func<string> found)
        {
            if (!string.IsNullOrWhiteSpace(setting))
            {
                attributes[name] = setting;
            }
            else if (!attributes.ContainsKey(name))
            {
                attributes[name] = found();
            }
        }
    }

    private static string VersionOf(Assembly? program)
    {
        string version = program?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        int build = version.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? version : version[..build];
    }
}
