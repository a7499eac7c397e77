using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Tta.Query.LogQl;

/// <summary>The functions of line templates.</summary>
internal static partial class TemplateFunctions
{
    private static readonly FrozenDictionary<string, TemplateFunction> s_functions = Create();

    public static bool TryGet(string name, [NotNullWhen(true)] out TemplateFunction? function) =>
        s_functions.TryGetValue(name, out function);

    private static FrozenDictionary<string, TemplateFunction> Create()
    {
        var all = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal);
        AddTexts(all);
        AddNumbers(all);
        AddLogic(all);
        AddTimes(all);
        all.Add("__line__", new TemplateFunction(0, 0, static (line, _) => line.Text));
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void Text1(this Dictionary<string, TemplateFunction> all, string name, Func<string, object> function) =>
        all.Add(name, new TemplateFunction(1, 1, (_, a) => function(S(a[0]))));

    private static void Text2(this Dictionary<string, TemplateFunction> all, string name, Func<string, string, object> function) =>
        all.Add(name, new TemplateFunction(2, 2, (_, a) => function(S(a[0]), S(a[1]))));

    private static void Text3(this Dictionary<string, TemplateFunction> all, string name, Func<string, string, string, object> function) =>
        all.Add(name, new TemplateFunction(3, 3, (_, a) => function(S(a[0]), S(a[1]), S(a[2]))));

    private static string S(object value) => TemplateValues.ToText(value);

    private static double D(object value) => TemplateValues.ToDouble(value);

    private static long L(object value) => TemplateValues.ToLong(value);
}
