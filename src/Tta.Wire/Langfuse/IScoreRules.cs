using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Where score configurations are found. Thread-safe.</summary>
public interface IScoreRules
{
    /// <summary>A configuration by its id, or null.</summary>
    ScoreConfig? Find(string id);
}
