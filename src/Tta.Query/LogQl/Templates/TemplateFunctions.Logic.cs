using System.Globalization;
using System.Text;

namespace Tta.Query.LogQl;

internal static partial class TemplateFunctions
{
    private static void AddLogic(Dictionary<string, TemplateFunction> all)
    {
        all.Add("eq", new TemplateFunction(2, int.MaxValue, static (_, a) => Array.Exists(a[1..], other => AreEqual(a[0], other))));
        all.Add("ne", new TemplateFunction(2, 2, static (_, a) => !AreEqual(a[0], a[1])));
        all.Add("lt", new TemplateFunction(2, 2, static (_, a) => Compare(a[0], a[1]) < 0));
        all.Add("le", new TemplateFunction(2, 2, static (_, a) => Compare(a[0], a[1]) <= 0));
        all.Add("gt", new TemplateFunction(2, 2, static (_, a) => Compare(a[0], a[1]) > 0));
        all.Add("ge", new TemplateFunction(2, 2, static (_, a) => Compare(a[0], a[1]) >= 0));
        all.Add("not", new TemplateFunction(1, 1, static (_, a) => !TemplateValues.IsTrue(a[0])));
        all.Add("and", new TemplateFunction(
            1, int.MaxValue, static (_, a) => Array.Find(a, static v => !TemplateValues.IsTrue(v)) ?? a[^1]));
        all.Add("or", new TemplateFunction(1, int.MaxValue, static (_, a) => Array.Find(a, TemplateValues.IsTrue) ?? a[^1]));
        all.Add("default", new TemplateFunction(1, 2, static (_, a) => a.Length > 1 && TemplateValues.IsTrue(a[1]) ? a[1] : a[0]));
        all.Add("len", new TemplateFunction(1, 1, static (_, a) => (long)Encoding.UTF8.GetByteCount(S(a[0]))));
        all.Add("print", new TemplateFunction(0, int.MaxValue, static (_, a) => string.Concat(Array.ConvertAll(a, S))));
        all.Add("printf", new TemplateFunction(1, int.MaxValue, static (_, a) => Printf(S(a[0]), a.AsSpan(1))));
    }

    private static bool AreEqual(object left, object right) =>
        left is string || right is string ? string.Equals(S(left), S(right), StringComparison.Ordinal) : D(left) == D(right);

    private static int Compare(object left, object right) =>
        left is string && right is string ? string.CompareOrdinal((string)left, (string)right) : D(left).CompareTo(D(right));

    // The verbs people use in log lines: %s %v %q %d %x %f %e %g %t %%, with flags '-' and '0', width and precision.
    private static string Printf(string format, ReadOnlySpan<object> arguments)
    {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            int start = ++i;
            while (i < format.Length - 1 && format[i] is '-' or '+' or ' ' or '0' or '.' or (>= '1' and <= '9'))
            {
                i++;
            }

            if (format[i] == '%')
            {
                text.Append('%');
            }
            else if (next == arguments.Length)
            {
                text.Append(CultureInfo.InvariantCulture, $"%!{format[i]}(MISSING)");
            }
            else
            {
                text.Append(FormatVerb(format[i], format[start..i], arguments[next++]));
            }
        }

        return text.ToString();
    }

    private static string FormatVerb(char verb, string options, object value)
    {
        string flags = options[..(options.Length - options.TrimStart('-', '+', ' ', '0').Length)];
        string[] sizes = options[flags.Length..].Split('.');
        int width = sizes[0].Length == 0 ? 0 : Width(long.Parse(sizes[0], CultureInfo.InvariantCulture));
        int precision = sizes.Length < 2 ? -1 : sizes[1].Length == 0 ? 0 : Width(long.Parse(sizes[1], CultureInfo.InvariantCulture));
        string text = verb switch
        {
            's' or 'v' => precision >= 0 && value is string s ? s[..Math.Min(precision, s.Length)] : S(value),
            'q' => GoText.Quote(S(value)),
            'd' when value is not double => L(value).ToString(CultureInfo.InvariantCulture),
            'x' when value is long number => number.ToString("x", CultureInfo.InvariantCulture),
            'x' => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(S(value))),
            'f' => D(value).ToString(
                string.Create(CultureInfo.InvariantCulture, $"F{Math.Min(99, precision < 0 ? 6 : precision)}"), CultureInfo.InvariantCulture),
            'e' => D(value).ToString("0.000000e+00", CultureInfo.InvariantCulture),
            'g' => GoText.Shortest(D(value)),
            't' => TemplateValues.IsTrue(value) ? "true" : "false",
            _ => $"%!{verb}({S(value)})",
        };
        bool padsWithZero = flags.Contains('0', StringComparison.Ordinal) && verb is 'd' or 'f';
        return flags.Contains('-', StringComparison.Ordinal) ? text.PadRight(width) : text.PadLeft(width, padsWithZero ? '0' : ' ');
    }
}
