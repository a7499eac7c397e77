namespace Tta.Query.LogQl;

internal readonly record struct LineLabel(string Name, string Value, LabelOrigin Origin);
