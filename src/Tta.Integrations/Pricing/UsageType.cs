namespace Tta.Pricing;

/// <summary>
/// Names of usage types. The buckets exclude each other: <c>input</c> excludes cached and audio input, <c>output</c>
/// excludes reasoning and audio. A price list may know a bucket by an older name; the first name that it prices is used,
/// and a bucket without any price counts as plain input or output.
/// </summary>
internal static class UsageType
{
    public const string Input = "input";
    public const string Output = "output";
    public const string Total = "total";
    public const string CachedInput = "input_cached_tokens";
    public const string CacheCreation = "input_cache_creation";
    public const string Reasoning = "output_reasoning_tokens";
    public const string InputAudio = "input_audio_tokens";
    public const string OutputAudio = "output_audio_tokens";

    public static readonly string[] CachedInputNames = [CachedInput, "input_cache_read", "cache_read_input_tokens"];
    public static readonly string[] CacheCreationNames = [CacheCreation, "cache_creation_input_tokens", "cache_write_tokens"];
    public static readonly string[] ReasoningNames = [Reasoning, "output_reasoning", "reasoning_tokens"];
    public static readonly string[] InputAudioNames = [InputAudio, "input_audio"];
    public static readonly string[] OutputAudioNames = [OutputAudio, "output_audio"];
}
