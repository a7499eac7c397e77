// Spec: cost rules of Langfuse: models of the project before the price list; of those that match, the one that started last. Difference: whether a
// model has started is asked when a call is priced, not of the call's own time.
using System.Buffers;
using System.Text.Json;
using Tta.Model;
using Tta.Pricing;

namespace Tta.Storage.Registry;

/// <summary>The shipped price list behind imported ones, the last imported first, and these behind the models that the project defines. Thread-safe.</summary>
public sealed class ProjectPrices(ModelRegistry models, PriceListRegistry lists, TimeProvider time) : IPriceSource
{
    private Book _book = new([], [], PriceBook.Default, long.MaxValue);

    /// <inheritdoc/>
    public PriceBook Prices
    {
        get
        {
            IReadOnlyList<ModelDefinition> all = models.All;
            IReadOnlyList<PriceList> imported = lists.All;
            Book book = Volatile.Read(ref _book);
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (!ReferenceEquals(book.Models, all) || !ReferenceEquals(book.Lists, imported) || nowMs >= book.ChangesMs)
            {
                book = Make(all, imported, nowMs);
                Volatile.Write(ref _book, book);
            }

            return book.Prices;
        }
    }

    /// <summary>The price of a model as the price engine reads it.</summary>
    /// <exception cref="FormatException">It cannot be used: a pattern that is none, a price that is out of range.</exception>
    public static PriceBook BookOf(params IReadOnlyList<ModelDefinition> models)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (ModelDefinition model in models)
            {
                writer.WriteStartObject();
                writer.WriteString("modelName"u8, model.ModelName);
                writer.WriteString("matchPattern"u8, model.MatchPattern);
                writer.WriteString("updatedAt"u8, DateTimeOffset.FromUnixTimeMilliseconds(model.CreatedMs));
                writer.WritePropertyName("pricingTiers"u8);
                writer.WriteRawValue(model.PricingTiersJson);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return PriceBook.FromLangfuse(buffer.WrittenMemory, "project");
    }

    private static Book Make(IReadOnlyList<ModelDefinition> all, IReadOnlyList<PriceList> imported, long nowMs)
    {
        PriceBook prices = PriceBook.Default;
        foreach (PriceList list in imported)
        {
            prices = prices.With(PriceListRegistry.Read(list.Name, list.Format, list.ListJson));
        }

        var started = new List<ModelDefinition>(all.Count);
        long changesMs = long.MaxValue;
        foreach (ModelDefinition model in all)
        {
            if (model.StartMs > nowMs)
            {
                changesMs = Math.Min(changesMs, model.StartMs.Value);
            }
            else
            {
                started.Add(model);
            }
        }

        // Newest start first; a model without one is older than any.
        started.Sort(static (a, b) => (b.StartMs ?? long.MinValue).CompareTo(a.StartMs ?? long.MinValue));
        return new Book(all, imported, started.Count == 0 ? prices : prices.With(BookOf(started)), changesMs);
    }

    private sealed record Book(IReadOnlyList<ModelDefinition> Models, IReadOnlyList<PriceList> Lists, PriceBook Prices, long ChangesMs);
}
