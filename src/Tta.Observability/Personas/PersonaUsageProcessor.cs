using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>Tells the personas' budgets what model calls used.</summary>
internal sealed class PersonaUsageProcessor(PersonaTracker personas) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data) => personas.Observe(data);
}
