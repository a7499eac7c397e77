namespace Tta.Model;

/// <summary>
/// One report about a trace. A field that is null is not said. A trace is the fold of all its reports in the order of
/// <see cref="EventNs"/> (of equal ones, in the order of arrival): the last one that says a field wins, metadata is merged
/// member by member, tags are united. The order of arrival of reports with different times does not matter.
/// </summary>
public sealed record LlmTraceChange
{
    /// <summary>Id, 1 to 800 characters; for OpenTelemetry the 32 hex digits of the trace id.</summary>
    public required string Id { get; init; }

    /// <summary>When the report was made, Unix nanoseconds: orders the reports about one trace.</summary>
    public required long EventNs { get; init; }

    /// <summary>When the trace began, Unix nanoseconds; if never said, the start of its earliest observation.</summary>
    public long? TimestampNs { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>User.</summary>
    public string? UserId { get; init; }

    /// <summary>Session or conversation.</summary>
    public string? SessionId { get; init; }

    /// <summary>Input, as JSON or plain text, as it was sent.</summary>
    public string? InputJson { get; init; }

    /// <summary>Output, as JSON or plain text, as it was sent.</summary>
    public string? OutputJson { get; init; }

    /// <summary>Release of the application.</summary>
    public string? Release { get; init; }

    /// <summary>Version of the workflow.</summary>
    public string? Version { get; init; }

    /// <summary>Metadata, a JSON object; merged deeply.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Tags; united.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether it may be shown without signing in.</summary>
    public bool? Public { get; init; }

    /// <summary>Whether somebody marked it.</summary>
    public bool? Bookmarked { get; init; }

    /// <summary>Environment, such as production.</summary>
    public string? Environment { get; init; }

    /// <summary>Workspace of the application.</summary>
    public string? Workspace { get; init; }

    /// <summary>Service.</summary>
    public string? Service { get; init; }
}
