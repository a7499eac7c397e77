using System.Xml.Linq;
using Tta.TestKit;

namespace Tta.App.Tests.Tidy;

/// <summary>The walls of the house: which project may know which. An edge that is not listed here is a design decision, not a detail.</summary>
public sealed class ProjectGraphTests
{
    private static readonly string[] s_edges =
    [
        "Tta.Agent -> Tta.Model",
        "Tta.Agent -> Tta.Wire",
        "Tta.Integrations -> Tta.Primitives",
        "Tta.Observability -> Tta.Primitives",
        "Tta.Query -> Tta.Model",
        "Tta.Server -> Tta.Agent",
        "Tta.Server -> Tta.Model",
        "Tta.Server -> Tta.Query",
        "Tta.Server -> Tta.Storage",
        "Tta.Server -> Tta.Wire",
        "Tta.Storage -> Tta.Model",
        "Tta.Wire -> Tta.Model",
    ];

    [Fact]
    public void Source_projects_reference_each_other_exactly_as_designed()
    {
        string src = Path.Combine(Repository.Root, "src");
        var edges = new List<string>();
        foreach (string file in Directory.GetFiles(src, "*.csproj", SearchOption.AllDirectories))
        {
            foreach (XElement reference in XDocument.Load(file).Descendants("ProjectReference"))
            {
                bool referencesCode = reference.Attribute("ReferenceOutputAssembly")?.Value != "false";
                if (referencesCode)
                {
                    string target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
                    edges.Add($"{Path.GetFileNameWithoutExtension(file)} -> {target}");
                }
            }
        }

        edges.Sort(StringComparer.Ordinal);
        Assert.Equal(s_edges, edges);
    }

    [Fact]
    public void Every_project_of_the_checkout_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Tta.slnx"));
        IEnumerable<string> missing = SourceFiles.All("*.csproj")
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));
        Assert.Empty(missing);
    }
}
