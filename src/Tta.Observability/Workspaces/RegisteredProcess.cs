namespace Tta.Observability;

/// <summary>One running program with a metrics page, as the registry file has it. Settable for the generated reader.</summary>
internal sealed class RegisteredProcess
{
    public int Pid { get; set; }

    /// <summary>When the process started: another process may get its number later.</summary>
    public long StartedAtMs { get; set; }

    public string Workspace { get; set; } = "";

    public string Folder { get; set; } = "";

    public string ServiceName { get; set; } = "";

    public string MetricsAddress { get; set; } = "";
}
