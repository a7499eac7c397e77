using Tta.Storage.Blocks;

namespace Tta.Storage.Llm.Blocks;

/// <summary>An open block.</summary>
internal sealed record LlmBlock(BlockFile File, LlmFooter Footer)
{
    public long Number => File.Number;
}
