using Microsoft.Extensions.Logging.Abstractions;
using Tta.Observability.Tests.Fakes;
using Tta.Primitives;

namespace Tta.Observability.Tests;

/// <summary>The meter of the primitives is one per process.</summary>
[Collection(nameof(Alone))]
public sealed class PersonaMetricTests
{
    [Fact]
    public async Task Personas_are_series_and_switches_of_both_kinds_are_one()
    {
        using var tracker = new PersonaTracker(PersonaCatalog.Examples, null, NullLogger.Instance);
        await using var program = new ObservedProgram(
            options =>
            {
                options.EnablePrometheus = true;
                options.PrometheusPort = 0;
                options.Personas = tracker;
            },
            ("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));

        var context = new WorkflowContext { Persona = "tta-data-scientist" };
        await Workflow.Step("Inside", (int n) => n).WithPersona("tta-backend-engineer").ExecuteAsync(1, context);
        using (tracker.Enter(context, "backend-engineer", "feature"))
        {
            tracker.RecordUsage("backend-engineer", "feature", 500, 0.25);
        }

        using var http = new HttpClient();
        string[] lines = (await http.GetStringAsync($"http://127.0.0.1:{program.Session.PrometheusPort}/metrics")).Split('\n');

        const string Constant = "service_name=\"observed\",workspace=\"tests\"";
        Assert.Contains($"persona_switches_total{{from=\"tta-data-scientist\",persona=\"tta-backend-engineer\",to=\"tta-backend-engineer\",{Constant}}} 2", lines);
        Assert.Contains($"persona_tokens_total{{chatmode=\"feature\",persona=\"tta-backend-engineer\",{Constant}}} 500", lines);
        Assert.Contains($"persona_cost_usd_total{{chatmode=\"feature\",persona=\"tta-backend-engineer\",{Constant}}} 0.25", lines);
        Assert.Contains($"persona_budget_remaining_tokens{{persona=\"tta-backend-engineer\",{Constant}}} 1500", lines);
        Assert.Contains($"persona_duration_seconds_count{{chatmode=\"feature\",persona=\"tta-backend-engineer\",{Constant}}} 1", lines);
    }
}
