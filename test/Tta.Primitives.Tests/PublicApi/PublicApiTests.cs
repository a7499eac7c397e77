using Tta.TestKit;

namespace Tta.Primitives.Tests.PublicApi;

/// <summary>What users can call changes only on purpose: PublicApi.txt is reviewed like code.</summary>
public sealed class PublicApiTests
{
    private static readonly string s_approved = Path.Combine(Repository.Root, "test", "Tta.Primitives.Tests", "PublicApi", "PublicApi.txt");

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        string actual = ApiPrinter.Print(typeof(Workflow).Assembly);
        if (Environment.GetEnvironmentVariable("TTA_APPROVE_API") == "1")
        {
            File.WriteAllText(s_approved, actual);
        }

        string[] approved = File.ReadAllLines(s_approved);
        string[] lines = actual.TrimEnd('\n').Split('\n');
        Assert.True(
            approved.SequenceEqual(lines),
            $"the public surface changed; if that is meant, run this test with TTA_APPROVE_API=1.\n"
            + string.Join('\n', lines.Except(approved).Select(line => "+ " + line).Concat(approved.Except(lines).Select(line => "- " + line))));
    }
}
