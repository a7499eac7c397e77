using System.Reflection;

namespace Tta.TestKit;

/// <summary>What users can call changes only on purpose: the approved text is reviewed like code.</summary>
public static class PublicSurface
{
    /// <summary>Compares what an assembly shows with <c>test/{assembly}.Tests/PublicApi/PublicApi.txt</c>, or writes it with TTA_APPROVE_API=1.</summary>
    /// <param name="assembly">One of the libraries.</param>
    public static void AssertApproved(Assembly assembly)
    {
        string path = Path.Combine(Repository.Root, "test", assembly.GetName().Name + ".Tests", "PublicApi", "PublicApi.txt");
        string actual = ApiPrinter.Print(assembly);
        if (Environment.GetEnvironmentVariable("TTA_APPROVE_API") == "1")
        {
            File.WriteAllText(path, actual);
        }

        string[] approved = File.ReadAllLines(path);
        string[] lines = actual.TrimEnd('\n').Split('\n');
        Assert.True(
            approved.SequenceEqual(lines),
            $"the public surface of {assembly.GetName().Name} changed; if that is meant, run this test with TTA_APPROVE_API=1.\n"
            + string.Join('\n', lines.Except(approved).Select(line => "+ " + line).Concat(approved.Except(lines).Select(line => "- " + line))));
    }
}
