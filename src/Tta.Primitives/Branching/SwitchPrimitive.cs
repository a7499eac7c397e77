using System.Collections.Frozen;

namespace Tta.Primitives;

/// <summary>Runs the primitive of a case.</summary>
internal sealed class SwitchPrimitive<TIn, TKey, TOut> : Primitive<TIn, TOut>
    where TKey : notnull
{
    private readonly Func<TIn, WorkflowContext, TKey> _select;
    private readonly FrozenDictionary<TKey, (string SpanName, IPrimitive<TIn, TOut> Primitive)> _cases;
    private readonly IPrimitive<TIn, TOut>? _otherwise;

    public SwitchPrimitive(
        Func<TIn, WorkflowContext, TKey> select, IEnumerable<(TKey Key, IPrimitive<TIn, TOut> Primitive)> cases, IPrimitive<TIn, TOut>? otherwise)
        : base("SwitchPrimitive", "SwitchPrimitive")
    {
        ArgumentNullException.ThrowIfNull(select);
        ArgumentNullException.ThrowIfNull(cases);
        _select = select;
        var byKey = new Dictionary<TKey, (string, IPrimitive<TIn, TOut>)>();
        foreach ((TKey key, IPrimitive<TIn, TOut> primitive) in cases)
        {
            byKey.Add(key, ($"switch.case_{key}", Observed.Of(primitive)));
        }

        _cases = byKey.ToFrozenDictionary();
        _otherwise = otherwise is null ? null : Observed.Of(otherwise);
        if (_cases.Count == 0)
        {
            throw new ArgumentException("a switch needs at least one case", nameof(cases));
        }
    }

    protected override IReadOnlyList<PrimitiveChild> Children =>
    [
        .. _cases.Select(static found => PrimitiveChild.Of($"case {found.Key}", found.Value.Primitive)).OrderBy(static child => child.Role, StringComparer.Ordinal),
        .. _otherwise is null ? Array.Empty<PrimitiveChild>() : [PrimitiveChild.Of("default", _otherwise)],
    ];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TKey key = _select(input, context);
        if (!_cases.TryGetValue(key, out (string SpanName, IPrimitive<TIn, TOut> Primitive) found))
        {
            found = ("switch.default", _otherwise ?? throw new SwitchCaseNotFoundException(Name, _cases.Keys.Select(static known => $"{known}")));
        }

        using ChildSpan span = ChildSpan.Start(found.SpanName, context);
        try
        {
            return await found.Primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, cancellationToken);
            throw;
        }
    }
}
