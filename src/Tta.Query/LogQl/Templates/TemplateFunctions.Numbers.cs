namespace Tta.Query.LogQl;

internal static partial class TemplateFunctions
{
    private static void AddNumbers(Dictionary<string, TemplateFunction> all)
    {
        AddWhole(all, "add", static (a, b) => unchecked(a + b));
        AddWhole(all, "mul", static (a, b) => unchecked(a * b));
        AddWhole(all, "max", Math.Max);
        AddWhole(all, "min", Math.Min);
        all.Add("sub", new TemplateFunction(2, 2, static (_, a) => unchecked(L(a[0]) - L(a[1]))));
        all.Add("div", new TemplateFunction(2, 2, static (_, a) => L(a[0]) / L(a[1])));
        all.Add("mod", new TemplateFunction(2, 2, static (_, a) => L(a[0]) % L(a[1])));
        AddReal(all, "addf", static (a, b) => a + b);
        AddReal(all, "subf", static (a, b) => a - b);
        AddReal(all, "mulf", static (a, b) => a * b);
        AddReal(all, "divf", static (a, b) => a / b);
        AddReal(all, "maxf", Math.Max);
        AddReal(all, "minf", Math.Min);
        all.Add("ceil", new TemplateFunction(1, 1, static (_, a) => Math.Ceiling(D(a[0]))));
        all.Add("floor", new TemplateFunction(1, 1, static (_, a) => Math.Floor(D(a[0]))));
        all.Add("round", new TemplateFunction(2, 3, static (_, a) => Round(D(a[0]), L(a[1]), a.Length > 2 ? D(a[2]) : 0.5)));
        all.Add("int", new TemplateFunction(1, 1, static (_, a) => L(a[0])));
        all.Add("float64", new TemplateFunction(1, 1, static (_, a) => D(a[0])));
        all.Text1("bytes", static s => ByteSize.TryParse(s, out double bytes)
            ? bytes : throw new FormatException($"cannot parse {GoText.Quote(s)} as a size"));
        all.Text1("duration", static s => Seconds(s));
        all.Text1("duration_seconds", static s => Seconds(s));
    }

    private static void AddWhole(Dictionary<string, TemplateFunction> all, string name, Func<long, long, long> function) =>
        all.Add(name, new TemplateFunction(1, int.MaxValue, (_, a) =>
        {
            long value = L(a[0]);
            for (int i = 1; i < a.Length; i++)
            {
                value = function(value, L(a[i]));
            }

            return value;
        }));

    private static void AddReal(Dictionary<string, TemplateFunction> all, string name, Func<double, double, double> function) =>
        all.Add(name, new TemplateFunction(1, int.MaxValue, (_, a) =>
        {
            double value = D(a[0]);
            for (int i = 1; i < a.Length; i++)
            {
                value = function(value, D(a[i]));
            }

            return value;
        }));

    private static double Seconds(string text) => GoDuration.TryParse(text, out double ns, out string problem)
        ? ns / 1e9
        : throw new FormatException(problem);

    private static double Round(double value, long places, double roundOn)
    {
        double power = Math.Pow(10, places);
        double digits = value * power;
        double fraction = digits - Math.Truncate(digits);
        double rounded = fraction >= roundOn ? Math.Ceiling(digits) : Math.Floor(digits);
        return rounded / power;
    }
}
