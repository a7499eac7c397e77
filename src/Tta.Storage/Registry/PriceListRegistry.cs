using System.Text;
using Tta.Model;
using Tta.Pricing;

namespace Tta.Storage.Registry;

/// <summary>Price lists that somebody imported. Thread-safe.</summary>
public sealed class PriceListRegistry
{
    private readonly RegistryStore _store;
    private IReadOnlyList<PriceList>? _snapshot;

    internal PriceListRegistry(RegistryStore store)
    {
        _store = store;
        Table = new RegistryTable<PriceList>(
            RegistryKind.PriceList, RegistryJson.Default.PriceList, static list => list.Name, (_, _) => _snapshot = null, _ => _snapshot = null);
    }

    /// <summary>All lists, the one that was first imported first; the same answer until one is imported or removed.</summary>
    public IReadOnlyList<PriceList> All => Volatile.Read(ref _snapshot) ?? _store.Read(() => _snapshot ??= Table.ToList());

    internal RegistryTable<PriceList> Table { get; }

    /// <summary>Reads a list with the price engine.</summary>
    /// <exception cref="FormatException">It is no list of that form.</exception>
    public static PriceBook Read(string name, PriceListFormat format, string listJson)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(listJson);
        return format == PriceListFormat.LiteLlm ? PriceBook.FromLiteLlm(utf8, name) : PriceBook.FromLangfuse(utf8, name);
    }

    /// <summary>Imports a list, in place of the one with the name.</summary>
    /// <exception cref="RegistryException">It is no list of that form, or too large.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<PriceList> ImportAsync(string name, PriceListFormat format, string listJson, CancellationToken cancellationToken)
    {
        int count = 0;
        try
        {
            foreach (ModelPrice _ in Read(name, format, listJson).Prices)
            {
                count++;
            }
        }
        catch (FormatException e)
        {
            throw new RegistryException(RegistryFault.Invalid, e.Message);
        }

        return _store.ChangeAsync(
            changes =>
            {
                var list = new PriceList { Name = name, Format = format, ModelCount = count, ListJson = listJson, ImportedMs = _store.NowMs };
                if (Table.Find(name) is { } known)
                {
                    changes.Remove(Table, known); // So that it is the last one again.
                }

                changes.Set(Table, list);
                return list;
            },
            cancellationToken);
    }

    /// <summary>Removes a list; calls that were priced by it keep their cost.</summary>
    /// <exception cref="RegistryException">There is no such list.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<PriceList> RemoveAsync(string name, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            PriceList list = Table.Find(name) ?? throw new RegistryException(RegistryFault.NotFound, $"there is no imported price list '{name}'");
            changes.Remove(Table, list);
            return list;
        },
        cancellationToken);
}
