using Tta.Model;

namespace Tta.Storage.Llm.Reports;

/// <summary>Names of enumerated values as they are on the wire: in upper case.</summary>
internal static class EnumText
{
    private static readonly string[] s_types = Names<LlmObservationType>();
    private static readonly string[] s_levels = Names<LlmLevel>();
    private static readonly string[] s_dataTypes = Names<LlmScoreDataType>();
    private static readonly string[] s_sources = Names<LlmScoreSource>();

    public static string Of(LlmObservationType type) => Text(s_types, (int)type);

    public static string Of(LlmLevel level) => Text(s_levels, (int)level);

    public static string Of(LlmScoreDataType type) => Text(s_dataTypes, (int)type);

    public static string Of(LlmScoreSource source) => Text(s_sources, (int)source);

    public static LlmObservationType ObservationType(string? text) => (LlmObservationType)Math.Max(0, Array.IndexOf(s_types, text));

    public static LlmLevel Level(string? text) => (LlmLevel)Math.Max(0, Array.IndexOf(s_levels, text));

    private static string Text(string[] names, int value) => (uint)value < names.Length ? names[value] : names[0];

    private static string[] Names<T>()
        where T : struct, Enum => Array.ConvertAll(Enum.GetNames<T>(), static name => name.ToUpperInvariant());
}
