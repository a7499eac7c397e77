// Spec: cost rules of Langfuse: models of the project before the price list; of those that match, the one that started last before the call.
using System.Buffers;
using System.Text.Json;
using Tta.Model;
using Tta.Pricing;

namespace Tta.Storage.Registry;

/// <summary>The shipped price list behind imported ones, the last imported first, and these behind the models that the project defines. Thread-safe.</summary>
public sealed class ProjectPrices(ModelRegistry models, PriceListRegistry lists, TimeProvider time) : IPriceSource
{
    private Books _books = new([], [], [PriceBook.Default], []);

    /// <inheritdoc/>
    public PriceBook Prices => At(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public PriceBook At(long callMs)
    {
        IReadOnlyList<ModelDefinition> all = models.All;
        IReadOnlyList<PriceList> imported = lists.All;
        Books books = Volatile.Read(ref _books);
        if (!ReferenceEquals(books.Models, all) || !ReferenceEquals(books.Lists, imported))
        {
            books = Make(all, imported);
            Volatile.Write(ref _books, books);
        }

        int started = Array.BinarySearch(books.StartsMs, callMs);
        return books.Prices[started >= 0 ? started + 1 : ~started];
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

    private static Books Make(IReadOnlyList<ModelDefinition> all, IReadOnlyList<PriceList> imported)
    {
        PriceBook listed = PriceBook.Default;
        foreach (PriceList list in imported)
        {
            listed = listed.With(PriceListRegistry.Read(list.Name, list.Format, list.ListJson));
        }

        var starts = new SortedSet<long>();
        foreach (ModelDefinition model in all)
        {
            if (model.StartMs is { } startMs)
            {
                starts.Add(startMs);
            }
        }

        var prices = new List<PriceBook> { BookAt(all, long.MinValue, listed) };
        foreach (long startMs in starts)
        {
            prices.Add(BookAt(all, startMs, listed));
        }

        return new Books(all, imported, prices, [.. starts]);
    }

    private static PriceBook BookAt(IReadOnlyList<ModelDefinition> all, long atMs, PriceBook listed)
    {
        var started = new List<ModelDefinition>();
        foreach (ModelDefinition model in all)
        {
            if (model.StartMs is null || model.StartMs <= atMs)
            {
                started.Add(model);
            }
        }

        // Newest start first; a model without one is older than any.
        started.Sort(static (a, b) => (b.StartMs ?? long.MinValue).CompareTo(a.StartMs ?? long.MinValue));
        return started.Count == 0 ? listed : listed.With(BookOf(started));
    }

    /// <param name="Models">The models that the books are made of.</param>
    /// <param name="Lists">The imported lists that they are made of.</param>
    /// <param name="Prices">One book before the first start, and one from each start on.</param>
    /// <param name="StartsMs">When models start, ascending.</param>
    private sealed record Books(IReadOnlyList<ModelDefinition> Models, IReadOnlyList<PriceList> Lists, IReadOnlyList<PriceBook> Prices, long[] StartsMs);
}
