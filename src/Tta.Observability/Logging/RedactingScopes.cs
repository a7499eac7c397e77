using Microsoft.Extensions.Logging;

namespace Tta.Observability;

/// <summary>
/// The log scopes of all logger factories this process has, freed of secrets before the exporter sees them. Thread-safe.
/// </summary>
internal sealed class RedactingScopes(Redactor redactor) : IExternalScopeProvider
{
    private IExternalScopeProvider[] _providers = [];

    public void Add(IExternalScopeProvider provider)
    {
        ImmutableAdd(ref _providers, provider);
    }

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        foreach (IExternalScopeProvider provider in Volatile.Read(ref _providers))
        {
            provider.ForEachScope(static (scope, seen) => seen.callback(seen.self.Hide(scope), seen.state), (self: this, callback, state));
        }
    }

    public IDisposable Push(object? state) =>
        Volatile.Read(ref _providers) is [var first, ..] ? first.Push(state) : throw new InvalidOperationException("no logger factory has set its scopes yet");

    private object? Hide(object? scope)
    {
        if (scope is not IEnumerable<KeyValuePair<string, object?>> values)
        {
            return scope is null ? null : redactor.Attribute("scope", scope);
        }

        try
        {
            var hidden = new List<KeyValuePair<string, object?>>();
            foreach ((string name, object? value) in values)
            {
                hidden.Add(new(name, redactor.Attribute(name, value)));
            }

            return hidden;
        }
        catch (Exception)
        {
            // A collection that changes while it is read, for example. The caller's log call must not fail for it.
            return Redactor.FullyMasked;
        }
    }

    private static void ImmutableAdd(ref IExternalScopeProvider[] providers, IExternalScopeProvider provider)
    {
        IExternalScopeProvider[] before;
        do
        {
            before = Volatile.Read(ref providers);
            if (Array.IndexOf(before, provider) >= 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref providers, [.. before, provider], before) != before);
    }
}
