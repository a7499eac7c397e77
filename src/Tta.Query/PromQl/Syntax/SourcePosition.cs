using System.Globalization;

namespace Tta.Query.PromQl;

/// <summary>Offsets as people count them: line and column from 1.</summary>
internal static class SourcePosition
{
    public static string Describe(string query, int offset)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset && i < query.Length; i++)
        {
            if (query[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{line}:{offset - lineStart + 1}");
    }
}
