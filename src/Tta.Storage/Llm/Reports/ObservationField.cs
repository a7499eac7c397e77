namespace Tta.Storage.Llm.Reports;

/// <summary>Numbers of the fields of a report about an observation; stored (docs/formats/llm.md).</summary>
internal static class ObservationField
{
    public const int Id = 1;
    public const int EventNs = 2;
    public const int TraceId = 3;
    public const int Type = 4;
    public const int Name = 5;
    public const int StartNs = 6;
    public const int EndNs = 7;
    public const int CompletionStartNs = 8;
    public const int ParentId = 9;
    public const int Level = 10;
    public const int Version = 11;
    public const int Environment = 12;
    public const int Operation = 13;
    public const int Model = 14;
    public const int Provider = 15;
    public const int Usage = 16;
    public const int GivenCosts = 17;
    public const int PromptName = 18;
    public const int PromptVersion = 19;
    public const int Persona = 20;
    public const int ChatMode = 21;
    public const int WorkflowName = 22;
    public const int Workspace = 23;
    public const int Service = 24;
    public const int FinishReason = 25;
    public const int Error = 26;

    // Added by the store when it prices the observation.
    public const int PricedAs = 27;
    public const int PricingTier = 28;
    public const int PriceVersion = 29;
    public const int ComputedCosts = 30;
    public const int PriceAttributes = 31;

    public const int Input = 32;
    public const int Output = 33;
    public const int Metadata = 34;
    public const int StatusMessage = 35;
    public const int ModelParameters = 36;
    public const int SystemInstructions = 37;
    public const int ToolDefinitions = 38;

    // Only in the index of a block.
    public const int HasContent = 40;
}
