namespace Tta.Storage.Llm.Rows;

/// <summary>Text fields of an observation that have few combinations, and their places in the two tuples that hold them.</summary>
internal static class ObservationSlot
{
    // What kind of call it is.
    public const int Type = 0;
    public const int Level = 1;
    public const int Name = 2;
    public const int Operation = 3;
    public const int Model = 4;
    public const int Provider = 5;
    public const int PromptName = 6;
    public const int PromptVersion = 7;
    public const int FinishReason = 8;
    public const int HasContent = 9;
    public const int PricedAs = 10;
    public const int PricingTier = 11;
    public const int PriceVersion = 12;
    public const int PriceAttributes = 13;
    public const int IsCostGiven = 14;
    public const int KindWidth = 15;

    // Who made it.
    public const int Persona = 0;
    public const int ChatMode = 1;
    public const int WorkflowName = 2;
    public const int Workspace = 3;
    public const int Service = 4;
    public const int Environment = 5;
    public const int Version = 6;
    public const int ContextWidth = 7;
}
