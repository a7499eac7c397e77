namespace Tta.Query.PromQl;

/// <summary>Warnings and infos of one query, each once, with the place they concern.</summary>
internal sealed class Annotations(string query)
{
    private readonly List<string> _warnings = [];
    private readonly List<string> _infos = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Warnings => _warnings;

    public IReadOnlyList<string> Infos => _infos;

    public void Warn(string text, Expr at) => Add(_warnings, $"PromQL warning: {text} ({SourcePosition.Describe(query, at.Source.Start)})");

    public void Info(string text, Expr at) => Add(_infos, $"PromQL info: {text} ({SourcePosition.Describe(query, at.Source.Start)})");

    /// <summary>A warning of the store.</summary>
    public void Pass(string warning) => Add(_warnings, warning);

    private void Add(List<string> list, string text)
    {
        if (_seen.Add(text))
        {
            list.Add(text);
        }
    }
}
