using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>What rows are sorted by, as whole numbers. Used under the lock of the store.</summary>
internal abstract class SortKeys
{
    /// <exception cref="ArgumentException">The view cannot be sorted by the field.</exception>
    public static SortKeys Of(IRowFields fields, LlmField field)
    {
        FieldTable.Check(fields.View, field);
        return FieldTable.KindOf(field) == FieldKind.Number ? new OfNumbers(fields.Numbers(field))
            : FieldTable.IsOnDisk(field) ? throw new ArgumentException($"{fields.View} cannot be sorted by {field}", nameof(field))
            : new OfTexts(fields.Codes(field));
    }

    /// <summary>Keys of rows of one page.</summary>
    public abstract void Read(ReadOnlySpan<int> rows, Span<long> keys);

    private sealed class OfNumbers(NumberSource numbers) : SortKeys
    {
        public override void Read(ReadOnlySpan<int> rows, Span<long> keys)
        {
            numbers.Read(rows, keys);
            for (int i = 0; i < rows.Length; i++)
            {
                if (keys[i] == NumberSource.Inexact)
                {
                    keys[i] = (long)Math.Clamp(numbers.Exact(rows[i])!.Value * numbers.Scale, -9e18m, 9e18m);
                }
            }
        }
    }

    private sealed class OfTexts(CodeSource codes) : SortKeys
    {
        private readonly int[] _codes = new int[RowScan.BatchRows];
        private readonly long[] _ranks = RanksOf(codes);

        public override void Read(ReadOnlySpan<int> rows, Span<long> keys)
        {
            codes.Read(rows, _codes);
            for (int i = 0; i < rows.Length; i++)
            {
                int code = _codes[i];
                keys[i] = code < _ranks.Length ? _ranks[code] : long.MaxValue; // A text that came while the rows were read.
            }
        }

        /// <summary>Place of the text of each code in the order of texts; no text comes first.</summary>
        private static long[] RanksOf(CodeSource codes)
        {
            var texts = new (string? Text, int Code)[codes.Count];
            for (int code = 0; code < texts.Length; code++)
            {
                texts[code] = (codes.Text(codes.Symbol(code)), code);
            }

            Array.Sort(texts, static (a, b) => string.CompareOrdinal(a.Text, b.Text));
            long[] ranks = new long[texts.Length];
            long rank = 0;
            for (int i = 0; i < texts.Length; i++)
            {
                rank += i > 0 && !string.Equals(texts[i].Text, texts[i - 1].Text, StringComparison.Ordinal) ? 1 : 0;
                ranks[texts[i].Code] = rank;
            }

            return ranks;
        }
    }
}
