namespace Tta.Model;

/// <summary>Label names with a meaning of their own.</summary>
public static class LabelNames
{
    /// <summary>The metric name.</summary>
    public const string MetricName = "__name__";

    /// <summary>Upper bound of a classic histogram bucket.</summary>
    public const string BucketBound = "le";

    /// <summary>Quantile of a summary.</summary>
    public const string Quantile = "quantile";

    /// <summary>What kind of target the series comes from.</summary>
    public const string Job = "job";

    /// <summary>Which target the series comes from.</summary>
    public const string Instance = "instance";

    /// <summary>The service that sent the data.</summary>
    public const string ServiceName = "service_name";

    /// <summary>Which clone of the repository the data comes from.</summary>
    public const string Workspace = "workspace";

    /// <summary>The persona under which the work was done.</summary>
    public const string Persona = "persona";
}
