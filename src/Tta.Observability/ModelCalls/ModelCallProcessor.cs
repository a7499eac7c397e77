using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>Picks the model calls out of the finished spans. All of them, sampled or not, as long as they were recorded: cost must be whole.</summary>
internal sealed class ModelCallProcessor(ModelCallSender sender) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.IsAllDataRequested && ModelCall.Is(data))
        {
            sender.Enqueue(data);
        }
    }
}
