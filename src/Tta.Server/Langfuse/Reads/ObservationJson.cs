// Spec: Langfuse public API 4.16: the observation of /v2/observations by groups of fields, and that of /observations.
// Differences: persona, chatMode, workflowName, workspace, service, provider, finishReason and error are added in the group "tta".
using System.Text.Json;
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Reads;

/// <summary>Writes observations, into objects that are open.</summary>
internal sealed class ObservationJson(PromptRegistry prompts, ModelIds models, IPriceSource prices)
{
    private const int MaxMetadataText = 200;

    /// <summary>The groups asked for; ids, times and type always.</summary>
    public void Write(Utf8JsonWriter writer, LlmObservation observation, HashSet<string> groups, IReadOnlyList<string> expanded)
    {
        writer.WriteString("id"u8, observation.Id);
        writer.WriteString("traceId"u8, observation.TraceId);
        writer.WriteTime("startTime"u8, observation.StartNs);
        writer.WriteTime("endTime"u8, observation.EndNs);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("parentObservationId"u8, observation.ParentId);
        writer.WriteString("type"u8, Type(observation.Type));
        if (groups.Contains("basic"))
        {
            WriteBasic(writer, observation);
        }

        if (groups.Contains("time"))
        {
            writer.WriteTime("completionStartTime"u8, observation.CompletionStartNs);
            writer.WriteTime("createdAt"u8, observation.CreatedNs);
            writer.WriteTime("updatedAt"u8, observation.UpdatedNs);
        }

        if (groups.Contains("io"))
        {
            writer.WriteString("input"u8, observation.InputJson);
            writer.WriteString("output"u8, observation.OutputJson);
        }

        if (groups.Contains("metadata"))
        {
            WriteMetadata(writer, observation.MetadataJson, expanded);
        }

        WriteModel(writer, observation, groups.Contains("model"));
        WriteRest(writer, observation, groups);
    }

    /// <summary>Every field, content as JSON, as the generation before had it.</summary>
    public void WriteBefore(Utf8JsonWriter writer, LlmObservation observation)
    {
        writer.WriteString("id"u8, observation.Id);
        writer.WriteString("traceId"u8, observation.TraceId);
        writer.WriteString("projectId"u8, LangfuseProjectApi.ProjectId);
        writer.WriteString("parentObservationId"u8, observation.ParentId);
        writer.WriteString("type"u8, Type(observation.Type));
        writer.WriteString("name"u8, observation.Name);
        writer.WriteString("environment"u8, observation.Environment);
        writer.WriteTime("startTime"u8, observation.StartNs);
        writer.WriteTime("endTime"u8, observation.EndNs);
        writer.WriteTime("completionStartTime"u8, observation.CompletionStartNs);
        writer.WriteTime("createdAt"u8, observation.CreatedNs);
        writer.WriteTime("updatedAt"u8, observation.UpdatedNs);
        writer.WriteString("version"u8, observation.Version);
        writer.WriteString("level"u8, Level(observation.Level));
        writer.WriteString("statusMessage"u8, observation.StatusMessage);
        writer.WriteContent("input"u8, observation.InputJson);
        writer.WriteContent("output"u8, observation.OutputJson);
        writer.WriteObject("metadata"u8, observation.MetadataJson);
        writer.WriteString("model"u8, observation.Model);
        writer.WriteString("modelId"u8, models.Of(observation));
        writer.WriteObject("modelParameters"u8, observation.ModelParametersJson);
        writer.WriteString("promptId"u8, PromptId(observation));
        writer.WriteString("promptName"u8, observation.PromptName);
        writer.WriteWhole("promptVersion"u8, observation.PromptVersion);
        writer.WriteUnits("usageDetails"u8, observation.UsageDetails);
        writer.WriteCosts("costDetails"u8, observation.CostDetails);
        writer.WriteString("usagePricingTierName"u8, observation.PricingTier);
        ModelPrices price = ModelPrices.Of(observation, prices);
        writer.WriteString("usagePricingTierId"u8, price.TierId);
        WriteUsageBefore(writer, observation);
        writer.WriteMoney("inputPrice"u8, price.Input);
        writer.WriteMoney("outputPrice"u8, price.Output);
        writer.WriteMoney("totalPrice"u8, price.Total);
        writer.WriteMoney("calculatedInputCost"u8, observation.InputCost);
        writer.WriteMoney("calculatedOutputCost"u8, observation.OutputCost);
        writer.WriteMoney("calculatedTotalCost"u8, observation.TotalCost);
        writer.WriteSeconds("latency"u8, observation.LatencyNs);
        writer.WriteSeconds("timeToFirstToken"u8, observation.TimeToFirstTokenNs);
    }

    public static string Type(LlmObservationType type) => type switch
    {
        LlmObservationType.Generation => "GENERATION",
        LlmObservationType.Event => "EVENT",
        LlmObservationType.Agent => "AGENT",
        LlmObservationType.Tool => "TOOL",
        LlmObservationType.Chain => "CHAIN",
        LlmObservationType.Retriever => "RETRIEVER",
        LlmObservationType.Evaluator => "EVALUATOR",
        LlmObservationType.Embedding => "EMBEDDING",
        LlmObservationType.Guardrail => "GUARDRAIL",
        _ => "SPAN",
    };

    private static string Level(LlmLevel level) => level switch
    {
        LlmLevel.Debug => "DEBUG",
        LlmLevel.Warning => "WARNING",
        LlmLevel.Error => "ERROR",
        _ => "DEFAULT",
    };

    private static void WriteBasic(Utf8JsonWriter writer, LlmObservation observation)
    {
        writer.WriteString("name"u8, observation.Name);
        writer.WriteString("level"u8, Level(observation.Level));
        writer.WriteString("statusMessage"u8, observation.StatusMessage);
        writer.WriteString("version"u8, observation.Version);
        writer.WriteString("environment"u8, observation.Environment);
        writer.WriteBoolean("bookmarked"u8, observation.Bookmarked);
        writer.WriteBoolean("public"u8, observation.Public);
        writer.WriteString("userId"u8, observation.UserId);
        writer.WriteString("sessionId"u8, observation.SessionId);
        writer.WriteBoolean("isRootObservation"u8, observation.IsRoot);
    }

    // Ids and prices of the model are there, null, also when nobody asked for the model.
    private void WriteModel(Utf8JsonWriter writer, LlmObservation observation, bool isAsked)
    {
        string? id = isAsked ? models.Of(observation) : null;
        if (isAsked)
        {
            writer.WriteString("providedModelName"u8, observation.Model);
            writer.WriteString("internalModelId"u8, id);
            writer.WriteObject("modelParameters"u8, observation.ModelParametersJson);
        }

        ModelPrices price = isAsked ? ModelPrices.Of(observation, prices) : default;
        writer.WriteString("modelId"u8, id);
        writer.WriteString("inputPrice"u8, ModelPrices.Text(price.Input));
        writer.WriteString("outputPrice"u8, ModelPrices.Text(price.Output));
        writer.WriteString("totalPrice"u8, ModelPrices.Text(price.Total));
    }

    private void WriteRest(Utf8JsonWriter writer, LlmObservation observation, HashSet<string> groups)
    {
        if (groups.Contains("usage"))
        {
            writer.WriteUnits("usageDetails"u8, observation.UsageDetails);
            writer.WriteCosts("costDetails"u8, observation.CostDetails);
            writer.WriteMoney("totalCost"u8, observation.TotalCost);
            writer.WriteString("usagePricingTierName"u8, observation.PricingTier);
        }

        if (groups.Contains("prompt"))
        {
            writer.WriteString("promptId"u8, PromptId(observation));
            writer.WriteString("promptName"u8, observation.PromptName);
            writer.WriteWhole("promptVersion"u8, observation.PromptVersion);
        }

        if (groups.Contains("metrics"))
        {
            writer.WriteSeconds("latency"u8, observation.LatencyNs);
            writer.WriteSeconds("timeToFirstToken"u8, observation.TimeToFirstTokenNs);
        }

        if (groups.Contains("trace_context"))
        {
            writer.WriteTexts("tags"u8, observation.Tags);
            writer.WriteString("release"u8, observation.Release);
            writer.WriteString("traceName"u8, observation.TraceName);
        }

        if (groups.Contains("tta"))
        {
            writer.WriteString("persona"u8, observation.Persona);
            writer.WriteString("chatMode"u8, observation.ChatMode);
            writer.WriteString("workflowName"u8, observation.WorkflowName);
            writer.WriteString("workspace"u8, observation.Workspace);
            writer.WriteString("service"u8, observation.Service);
            writer.WriteString("provider"u8, observation.Provider);
            writer.WriteString("finishReason"u8, observation.FinishReason);
            writer.WriteString("error"u8, observation.Error);
        }
    }

    private string? PromptId(LlmObservation observation) => observation is { PromptName: { } name, PromptVersion: { } version }
        ? prompts.Find(name, version, label: null, resolve: false)?.Prompt.Id
        : null;

    private static void WriteUsageBefore(Utf8JsonWriter writer, LlmObservation observation)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteString("unit"u8, "TOKENS");
        writer.WriteNumber("input"u8, observation.InputTokens);
        writer.WriteNumber("output"u8, observation.OutputTokens);
        writer.WriteNumber("total"u8, observation.TotalTokens);
        writer.WriteEndObject();
        writer.WriteString("unit"u8, "TOKENS");
        writer.WriteNumber("promptTokens"u8, observation.InputTokens);
        writer.WriteNumber("completionTokens"u8, observation.OutputTokens);
        writer.WriteNumber("totalTokens"u8, observation.TotalTokens);
    }

    // Long values are cut unless somebody asks for them by name.
    private static void WriteMetadata(Utf8JsonWriter writer, string? json, IReadOnlyList<string> expanded)
    {
        writer.WriteStartObject("metadata"u8);
        if (json is not null)
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                string text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
                if (text.Length > MaxMetadataText && !expanded.Contains(member.Name, StringComparer.Ordinal))
                {
                    writer.WriteString(member.Name, text[..(char.IsHighSurrogate(text[MaxMetadataText - 1]) ? MaxMetadataText - 1 : MaxMetadataText)]);
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        }

        writer.WriteEndObject();
    }
}
