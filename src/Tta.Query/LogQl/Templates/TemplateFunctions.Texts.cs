using System.Globalization;
using System.Text;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

internal static partial class TemplateFunctions
{
    private const int MaxWidth = 65_536;

    private static void AddTexts(Dictionary<string, TemplateFunction> all)
    {
        all.Text1("ToLower", static s => s.ToLowerInvariant());
        all.Text1("lower", static s => s.ToLowerInvariant());
        all.Text1("ToUpper", static s => s.ToUpperInvariant());
        all.Text1("upper", static s => s.ToUpperInvariant());
        all.Text1("title", static s => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(s));
        all.Text1("TrimSpace", static s => s.Trim());
        all.Text1("trim", static s => s.Trim());
        all.Text2("Trim", static (s, set) => s.Trim(set.ToCharArray()));
        all.Text2("TrimLeft", static (s, set) => s.TrimStart(set.ToCharArray()));
        all.Text2("TrimRight", static (s, set) => s.TrimEnd(set.ToCharArray()));
        all.Text2("trimAll", static (set, s) => s.Trim(set.ToCharArray()));
        all.Text2("TrimPrefix", static (s, prefix) => WithoutPrefix(s, prefix));
        all.Text2("trimPrefix", static (prefix, s) => WithoutPrefix(s, prefix));
        all.Text2("TrimSuffix", static (s, suffix) => WithoutSuffix(s, suffix));
        all.Text2("trimSuffix", static (suffix, s) => WithoutSuffix(s, suffix));
        all.Text2("contains", static (part, s) => s.Contains(part, StringComparison.Ordinal));
        all.Text2("hasPrefix", static (part, s) => s.StartsWith(part, StringComparison.Ordinal));
        all.Text2("hasSuffix", static (part, s) => s.EndsWith(part, StringComparison.Ordinal));
        all.Text3("replace", static (old, with, s) => s.Replace(old, with, StringComparison.Ordinal));
        all.Add("Replace", new TemplateFunction(4, 4, static (_, a) => Replace(S(a[0]), S(a[1]), S(a[2]), L(a[3]))));
        all.Add("repeat", new TemplateFunction(2, 2, static (_, a) => Repeat(S(a[1]), L(a[0]))));
        all.Add("indent", new TemplateFunction(2, 2, static (_, a) => Indent(S(a[1]), L(a[0]))));
        all.Add("nindent", new TemplateFunction(2, 2, static (_, a) => "\n" + Indent(S(a[1]), L(a[0]))));
        all.Add("trunc", new TemplateFunction(2, 2, static (_, a) => Truncate(S(a[1]), L(a[0]))));
        all.Add("substr", new TemplateFunction(3, 3, static (_, a) => Substring(S(a[2]), L(a[0]), L(a[1]))));
        all.Add("alignLeft", new TemplateFunction(2, 2, static (_, a) => AlignLeft(S(a[1]), Width(L(a[0])))));
        all.Add("alignRight", new TemplateFunction(2, 2, static (_, a) => AlignRight(S(a[1]), Width(L(a[0])))));
        all.Text1("b64enc", static s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)));
        all.Text1("b64dec", static s => Encoding.UTF8.GetString(Convert.FromBase64String(s.PadRight((s.Length + 3) / 4 * 4, '='))));
        all.Text1("urlencode", static s => Uri.EscapeDataString(s).Replace("%20", "+", StringComparison.Ordinal));
        all.Text1("urldecode", static s => Uri.UnescapeDataString(s.Replace('+', ' ')));
        all.Text2("count", static (pattern, s) => (long)LinearRegex.Unanchored(pattern).Count(s));
        all.Text3("regexReplaceAll", static (pattern, s, with) =>
            LinearRegex.Unanchored(pattern, captures: true).Replace(s, match => LabelFunctions.Expand(with, match)));
        all.Text3("regexReplaceAllLiteral", static (pattern, s, with) => LinearRegex.Unanchored(pattern).Replace(s, _ => with));
    }

    private static string WithoutPrefix(string s, string prefix) => s.StartsWith(prefix, StringComparison.Ordinal) ? s[prefix.Length..] : s;

    private static string WithoutSuffix(string s, string suffix) =>
        s.EndsWith(suffix, StringComparison.Ordinal) ? s[..^suffix.Length] : s;

    private static string Replace(string s, string old, string with, long count)
    {
        if (count < 0 || old.Length == 0)
        {
            return old.Length == 0 ? s : s.Replace(old, with, StringComparison.Ordinal);
        }

        var text = new StringBuilder();
        int start = 0;
        for (int at = 0; count > 0 && (at = s.IndexOf(old, start, StringComparison.Ordinal)) >= 0; count--)
        {
            text.Append(s, start, at - start).Append(with);
            start = at + old.Length;
        }

        return text.Append(s, start, s.Length - start).ToString();
    }

    private static string Repeat(string s, long count) => count * s.Length <= MaxWidth
        ? new StringBuilder().Insert(0, s, (int)Math.Max(0, count)).ToString()
        : throw new ArgumentException($"repeat makes more than {MaxWidth} characters");

    private static string Indent(string s, long width)
    {
        var pad = new string(' ', Width(width));
        return pad + s.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }

    private static string Truncate(string s, long count) => count < 0
        ? s[Math.Max(0, s.Length + (int)Math.Max(count, -s.Length))..]
        : s[..(int)Math.Min(count, s.Length)];

    private static string Substring(string s, long start, long end)
    {
        int from = (int)Math.Clamp(start, 0, s.Length);
        int to = end < 0 || end > s.Length ? s.Length : (int)end;
        return to <= from ? "" : s[from..to];
    }

    private static string AlignLeft(string s, int width) => s.Length >= width ? s[..width] : s.PadRight(width);

    private static string AlignRight(string s, int width) => s.Length >= width ? s[^width..] : s.PadLeft(width);

    private static int Width(long width) => width is >= 0 and <= MaxWidth
        ? (int)width
        : throw new ArgumentException($"width {width.ToString(CultureInfo.InvariantCulture)} is not between 0 and {MaxWidth}");
}
