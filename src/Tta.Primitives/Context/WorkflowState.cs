using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Tta.Primitives;

/// <summary>Values that steps leave for later steps. Thread-safe; a parallel branch works on a fork and keeps its writes to itself.</summary>
/// <remarks>A fork copies the entries, not the objects in them: put immutable values in, or copy what a branch will change.</remarks>
public sealed class WorkflowState
{
    private ImmutableDictionary<string, object?> _entries;

    /// <summary>Starts empty.</summary>
    public WorkflowState() : this(ImmutableDictionary<string, object?>.Empty)
    {
    }

    private WorkflowState(ImmutableDictionary<string, object?> entries) => _entries = entries;

    /// <summary>The entries at this moment; later writes do not change the answer.</summary>
    public ImmutableDictionary<string, object?> Entries => Volatile.Read(ref _entries);

    /// <summary>Writes a value, replacing an earlier one.</summary>
    /// <param name="key">Name of the entry.</param>
    /// <param name="value">Its value.</param>
    public void Set(string key, object? value) =>
        ImmutableInterlocked.Update(ref _entries, static (entries, entry) => entries.SetItem(entry.key, entry.value), (key, value));

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Name of the entry.</param>
    /// <param name="value">The value, when there is one of this type.</param>
    /// <returns>Whether there is one of this type.</returns>
    public bool TryGet<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        if (Entries.TryGetValue(key, out object? found) && found is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Reads a value that must be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Name of the entry.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">There is no such entry of this type.</exception>
    public T Get<T>(string key) => Entries.TryGetValue(key, out object? found) && found is T value
        ? value
        : throw new KeyNotFoundException($"workflow state has no '{key}' of type {typeof(T).Name}: no earlier step of this branch wrote it");

    /// <summary>Computes a new value from the present one; <paramref name="change"/> may run more than once when writers race.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="key">Name of the entry.</param>
    /// <param name="initial">The present value when there is none of this type.</param>
    /// <param name="change">From the present value to the new one; without side effects.</param>
    /// <returns>The new value.</returns>
    public T Update<T>(string key, T initial, Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        T written = initial;
        ImmutableInterlocked.Update(ref _entries, entries =>
        {
            written = change(entries.TryGetValue(key, out object? found) && found is T present ? present : initial);
            return entries.SetItem(key, written);
        });
        return written;
    }

    /// <summary>Removes a value.</summary>
    /// <param name="key">Name of the entry.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string key) => ImmutableInterlocked.TryRemove(ref _entries, key, out _);

    /// <summary>A state with the same entries whose later writes are its own. Takes constant time.</summary>
    /// <returns>The fork.</returns>
    public WorkflowState Fork() => new(Entries);
}
