namespace Tta.Wire.Exposition;

/// <summary>What a line of an exposition is.</summary>
public enum ExpositionEntry
{
    /// <summary>Nothing read yet, or the end.</summary>
    None,

    /// <summary># HELP: name and text.</summary>
    Help,

    /// <summary># TYPE: name and type.</summary>
    Type,

    /// <summary># UNIT: name and unit.</summary>
    Unit,

    /// <summary>Another line that starts with #.</summary>
    Comment,

    /// <summary>A sample.</summary>
    Series,
}
