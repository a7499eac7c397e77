namespace Tta.Agent.Configuration;

/// <summary>A configuration file cannot be used. The message starts with file:line:column.</summary>
public sealed class PrometheusConfigException(string file, long line, long column, string problem)
    : Exception($"{file}:{line}:{column}: {problem}")
{
    /// <summary>File.</summary>
    public string File { get; } = file;

    /// <summary>Line, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>Column, from 1.</summary>
    public long Column { get; } = column;
}
