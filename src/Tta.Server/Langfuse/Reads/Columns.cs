// Spec: Langfuse public API, filters and orders: names of the columns, in the spellings of the API and of its web UI.
using Tta.Model;

namespace Tta.Server.Langfuse.Reads;

/// <summary>The columns that filters, orders and metrics may name.</summary>
internal sealed class Columns
{
    /// <summary>Columns of observations.</summary>
    public static readonly Columns Observations = new(
        ("id", LlmField.Id), ("traceid", LlmField.TraceId), ("type", LlmField.Type), ("name", LlmField.Name), ("level", LlmField.Level),
        ("statusmessage", LlmField.StatusMessage), ("version", LlmField.Version), ("environment", LlmField.Environment), ("starttime", LlmField.Time),
        ("endtime", LlmField.EndTime), ("parentobservationid", LlmField.ParentId), ("isrootobservation", LlmField.IsRoot),
        ("userid", LlmField.UserId), ("user", LlmField.UserId), ("sessionid", LlmField.SessionId), ("tracename", LlmField.TraceName), ("tracetags", LlmField.Tags),
        ("tags", LlmField.Tags), ("release", LlmField.Release), ("tracerelease", LlmField.Release), ("traceversion", LlmField.TraceVersion),
        ("traceenvironment", LlmField.TraceEnvironment), ("public", LlmField.Public), ("bookmarked", LlmField.Bookmarked),
        ("model", LlmField.Model), ("providedmodelname", LlmField.Model), ("promptname", LlmField.PromptName), ("promptversion", LlmField.PromptVersion),
        ("latency", LlmField.LatencyMs), ("timetofirsttoken", LlmField.TimeToFirstTokenMs), ("streaminglatency", LlmField.StreamingLatencyMs),
        ("inputtokens", LlmField.InputTokens), ("outputtokens", LlmField.OutputTokens), ("totaltokens", LlmField.TotalTokens), ("tokens", LlmField.TotalTokens),
        ("tokenspersecond", LlmField.TokensPerSecond), ("outputtokenspersecond", LlmField.OutputTokensPerSecond),
        ("inputcost", LlmField.InputCost), ("outputcost", LlmField.OutputCost), ("totalcost", LlmField.TotalCost),
        ("metadata", LlmField.Metadata), ("input", LlmField.Input), ("output", LlmField.Output),
        ("persona", LlmField.Persona), ("chatmode", LlmField.ChatMode), ("workflowname", LlmField.WorkflowName), ("workspace", LlmField.Workspace),
        ("service", LlmField.Service), ("provider", LlmField.Provider), ("operation", LlmField.Operation), ("finishreason", LlmField.FinishReason),
        ("error", LlmField.Error), ("starttimemonth", LlmField.Month));

    /// <summary>Columns of traces.</summary>
    public static readonly Columns Traces = new(
        ("id", LlmField.Id), ("traceid", LlmField.Id), ("name", LlmField.Name), ("tracename", LlmField.Name), ("timestamp", LlmField.Time),
        ("userid", LlmField.UserId), ("user", LlmField.UserId), ("sessionid", LlmField.SessionId), ("release", LlmField.Release), ("version", LlmField.Version),
        ("environment", LlmField.Environment), ("tags", LlmField.Tags), ("tracetags", LlmField.Tags), ("public", LlmField.Public),
        ("bookmarked", LlmField.Bookmarked), ("latency", LlmField.LatencyMs), ("inputtokens", LlmField.InputTokens),
        ("outputtokens", LlmField.OutputTokens), ("totaltokens", LlmField.TotalTokens), ("tokens", LlmField.TotalTokens), ("totalcost", LlmField.TotalCost),
        ("metadata", LlmField.Metadata), ("input", LlmField.Input), ("output", LlmField.Output), ("observationscount", LlmField.ObservationCount),
        ("errorlevelcount", LlmField.ErrorCount), ("workspace", LlmField.Workspace), ("service", LlmField.Service));

    /// <summary>Columns of scores.</summary>
    public static readonly Columns Scores = new(
        ("id", LlmField.Id), ("name", LlmField.Name), ("timestamp", LlmField.Time), ("value", LlmField.ScoreValue), ("stringvalue", LlmField.ScoreText),
        ("source", LlmField.ScoreSource), ("datatype", LlmField.ScoreDataType), ("environment", LlmField.Environment), ("configid", LlmField.ConfigId),
        ("queueid", LlmField.QueueId), ("authoruserid", LlmField.AuthorUserId), ("traceid", LlmField.TraceId), ("observationid", LlmField.ObservationId),
        ("sessionid", LlmField.SessionId), ("datasetrunid", LlmField.DatasetRunId), ("userid", LlmField.UserId), ("user", LlmField.UserId),
        ("tracename", LlmField.TraceName), ("tags", LlmField.Tags), ("tracetags", LlmField.Tags), ("release", LlmField.Release),
        ("tracerelease", LlmField.Release), ("traceversion", LlmField.TraceVersion), ("observationmodelname", LlmField.Model), ("metadata", LlmField.Metadata));

    private readonly Dictionary<string, LlmField> _fields = new(StringComparer.OrdinalIgnoreCase);

    private Columns(params ReadOnlySpan<(string Name, LlmField Field)> columns)
    {
        foreach ((string name, LlmField field) in columns)
        {
            _fields.Add(name, field);
        }
    }

    /// <summary>Finds a column, whether it is written as "traceName", "Trace Name" or "trace_name".</summary>
    public bool TryFind(string name, out LlmField field)
    {
        string key = name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        int unit = key.IndexOf('(', StringComparison.Ordinal);
        return _fields.TryGetValue(unit < 0 ? key : key[..unit], out field);
    }
}
