using System.Reflection;

namespace Tta.Server.Web;

/// <summary>The pages built into the program, by path, each plain and where it pays as Brotli. Read where they lie in the assembly.</summary>
internal sealed class WebPages
{
    private const string Root = "web/";
    private const string BrotliSuffix = ".br";
    private readonly Assembly _assembly;
    private readonly HashSet<string> _names;

    public WebPages(Assembly assembly)
    {
        _assembly = assembly;
        _names = [.. assembly.GetManifestResourceNames()];
        ETag = $"\"{assembly.ManifestModule.ModuleVersionId:N}\"";
    }

    /// <summary>True when the program was built with its pages.</summary>
    public bool Exist => Has("index.html");

    /// <summary>Changes with every build of the program.</summary>
    public string ETag { get; }

    public bool Has(string path) => _names.Contains(Root + path);

    /// <summary>Opens a page that exists.</summary>
    /// <param name="path">Path without leading slash.</param>
    /// <param name="acceptsBrotli">True when the client takes Brotli.</param>
    /// <param name="isBrotli">True when the stream is Brotli.</param>
    public Stream Open(string path, bool acceptsBrotli, out bool isBrotli)
    {
        isBrotli = acceptsBrotli && Has(path + BrotliSuffix);
        string name = Root + path + (isBrotli ? BrotliSuffix : "");
        return _assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"no page {name} in {_assembly.GetName().Name}");
    }
}
