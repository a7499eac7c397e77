namespace Tta.Server.Ui;

/// <summary>Spans of one service in a trace or window.</summary>
internal readonly record struct ServiceCount(string Name, int SpanCount, int ErrorCount);
