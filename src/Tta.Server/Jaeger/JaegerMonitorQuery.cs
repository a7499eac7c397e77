using System.Globalization;
using System.Text.RegularExpressions;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>A request for service performance metrics as PromQL over the metrics made from spans.</summary>
internal sealed class JaegerMonitorQuery
{
    private readonly SpanMetricsStyle _style;
    private readonly string _selector;
    private readonly string _rangeMs;

    private JaegerMonitorQuery(SpanMetricsStyle style, string selector, bool byOperation, long ratePerMs)
    {
        _style = style;
        _selector = selector;
        ByOperation = byOperation;
        _rangeMs = ratePerMs.ToString(CultureInfo.InvariantCulture) + "ms";
        ServiceLabel = ServiceLabelOf(style);
    }

    public bool ByOperation { get; }

    /// <summary>Label that holds the name of the service.</summary>
    public string ServiceLabel { get; }

    private string By => ByOperation ? $"{ServiceLabel}, span_name" : ServiceLabel;

    private string CallsName => _style == SpanMetricsStyle.Tempo ? "traces_spanmetrics_calls_total" : "traces_span_metrics_calls_total";

    private string BucketName => _style == SpanMetricsStyle.Tempo ? "traces_spanmetrics_latency_bucket" : "traces_span_metrics_duration_milliseconds_bucket";

    /// <exception cref="ParameterException">A parameter cannot be used.</exception>
    public static JaegerMonitorQuery Read(RequestParameters parameters, SpanMetricsStyle style)
    {
        IReadOnlyList<string> services = parameters.All("service");
        if (services.Count == 0)
        {
            throw new ParameterException("unable to parse param 'service': parameter 'service' is required");
        }

        List<string> kinds = [.. parameters.All("spanKind").Select(KindOf)];
        if (kinds.Count == 0)
        {
            kinds.Add("SPAN_KIND_SERVER");
        }

        string byOperation = parameters["groupByOperation"];
        if (!JaegerSearch.TryReadBool(byOperation, out bool isByOperation) && byOperation.Length > 0)
        {
            throw new ParameterException($"unable to parse param 'groupByOperation': \"{byOperation}\" is neither true nor false");
        }

        string selector = new LabelMatcher(Model.MatchType.Regex, ServiceLabelOf(style), string.Join('|', services.Select(Regex.Escape))) + ","
            + new LabelMatcher(Model.MatchType.Regex, "span_kind", string.Join('|', kinds));
        return new JaegerMonitorQuery(style, selector, isByOperation, JaegerSearch.ReadMs(parameters, "ratePer", 600_000));
    }

    /// <summary>Milliseconds that a share of the calls does not exceed.</summary>
    public string Latency(double quantile)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture, $"histogram_quantile({quantile}, sum by ({By}, le) (rate({BucketName}{{{_selector}}}[{_rangeMs}])))");
        return _style == SpanMetricsStyle.Tempo ? text + " * 1000" : text;
    }

    public string Calls() => $"sum by ({By}) (rate({CallsName}{{{_selector}}}[{_rangeMs}]))";

    /// <summary>Share of the calls that failed; zero, not nothing, where all went well.</summary>
    public string Errors() =>
        $"(sum by ({By}) (rate({CallsName}{{{_selector},status_code=\"STATUS_CODE_ERROR\"}}[{_rangeMs}])) or 0 * {Calls()}) / {Calls()}";

    private static string ServiceLabelOf(SpanMetricsStyle style) => style == SpanMetricsStyle.Tempo ? "service" : "service_name";

    private static string KindOf(string text)
    {
        const string Prefix = "SPAN_KIND_";
        string name = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
        return name.Length > 0 && JaegerSearch.TryReadKind(name, out SpanKind kind)
            ? Prefix + kind.ToString().ToUpperInvariant()
            : throw new ParameterException($"unable to parse param 'spanKind': unsupported span kind '{text}' (server, client, producer, consumer, internal)");
    }
}
