namespace Tta.Query.TraceQl;

/// <summary>A value that a field has.</summary>
/// <param name="Type"><c>string</c>, <c>int</c>, <c>float</c>, <c>bool</c>, <c>duration</c>, <c>keyword</c> (status and kind).</param>
/// <param name="Value">Its text.</param>
public readonly record struct TraceQlTagValue(string Type, string Value);
