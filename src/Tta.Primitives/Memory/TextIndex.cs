// Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), k1 = 1.2, b = 0.75.

using System.Runtime.InteropServices;

namespace Tta.Primitives;

/// <summary>Which entries hold which words, and how well they fit a question. Not thread-safe: the memory holds the lock.</summary>
internal sealed class TextIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly Dictionary<string, Dictionary<string, int>> _keysByWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _wordsByKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lengthByKey = new(StringComparer.Ordinal);
    private long _totalLength;

    public void Add(string key, string text)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        int length = 0;
        foreach (string word in Words(text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(words, word, out _)++;
            length++;
        }

        foreach ((string word, int count) in words)
        {
            if (!_keysByWord.TryGetValue(word, out Dictionary<string, int>? keys))
            {
                _keysByWord.Add(word, keys = new Dictionary<string, int>(StringComparer.Ordinal));
            }

            keys.Add(key, count);
        }

        _wordsByKey.Add(key, words);
        _lengthByKey.Add(key, length);
        _totalLength += length;
    }

    public void Remove(string key)
    {
        if (!_wordsByKey.Remove(key, out Dictionary<string, int>? words))
        {
            return;
        }

        foreach (string word in words.Keys)
        {
            Dictionary<string, int> keys = _keysByWord[word];
            keys.Remove(key);
            if (keys.Count == 0)
            {
                _keysByWord.Remove(word);
            }
        }

        _lengthByKey.Remove(key, out int length);
        _totalLength -= length;
    }

    public Dictionary<string, double> Score(string query)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        double averageLength = Math.Max(1, (double)_totalLength / Math.Max(1, _lengthByKey.Count));
        foreach (string word in Words(query).Distinct(StringComparer.Ordinal))
        {
            if (!_keysByWord.TryGetValue(word, out Dictionary<string, int>? keys))
            {
                continue;
            }

            double rarity = Math.Log(1 + ((_lengthByKey.Count - keys.Count + 0.5) / (keys.Count + 0.5)));
            foreach ((string key, int count) in keys)
            {
                double saturation = count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengthByKey[key] / averageLength))));
                CollectionsMarshal.GetValueRefOrAddDefault(scores, key, out _) += rarity * saturation;
            }
        }

        return scores;
    }

    /// <summary>Runs of letters and digits, in lower case.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isPart = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isPart && start < 0)
            {
                start = i;
            }
            else if (!isPart && start >= 0)
            {
                yield return text[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }
}
