using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tta.Primitives.Tests.Composition;

/// <summary>What does not fit does not compile. Runs the compiler of the installed SDK once over small files.</summary>
public sealed class CompileErrorTests : IDisposable
{
    private const string Prologue =
        "using System; using System.Threading; using System.Threading.Tasks; using Tta.Primitives; static class C { static Primitive<string, int> parse = null!; "
        + "static Primitive<int, int> twice = null!; static Primitive<int, string> spell = null!; static void M() {\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("tta-compile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_type_that_does_not_fit_does_not_compile_and_one_that_fits_does()
    {
        // Beside the code of the error, what its message must name: the type that is there and the one that it meets.
        (string Code, string? Error, string[] Names)[] cases =
        [
            ("var a = parse >> twice >> spell;", null, []),
            ("var a = parse >> (twice | spell) >> (((int N, string T) both) => both.N);", null, []),
            ("var a = parse >> spell >> twice;", "CS0019", ["Primitive<string, string>", "Primitive<int, int>"]),
            ("var a = parse >> (n => n + 1) >> parse;", "CS0019", ["Primitive<string, int>", "Primitive<string, int>"]),
            ("var a = twice | parse;", "CS0019", ["Primitive<int, int>", "Primitive<string, int>"]),
            ("Primitive<string, string> a = parse >> twice;", "CS0029", ["Primitive<string, int>", "Primitive<string, string>"]),

            // Of a lambda that does not fit the compiler knows what it is given, not what it would give.
            ("var a = parse >> (n => n.Length);", "CS9340", ["Primitive<string, int>", "Func<int, ?>"]),
            ("var a = parse >> (twice | spell) >> twice;", "CS0019", ["Primitive<string, (int", "Primitive<int, int>"]),
            ("var a = parse >> null;", "CS0019", ["Primitive<string, int>"]),
            ("var a = parse.WithFallback(twice);", "CS0311", ["Primitive<int, int>", "IPrimitive<string, int>"]),
            ("var a = parse.WithFallback(parse).WithFallback([parse, parse]);", null, []),
            ("var a = parse.WithCache(n => n);", null, []),
            ("var a = twice.WithCache(n => n);", "CS0029", ["'int'", "'string'"]),
        ];
        for (int i = 0; i < cases.Length; i++)
        {
            string code = Prologue.Replace("static class C", $"static class C{i}", StringComparison.Ordinal) + cases[i].Code + "\n} }";
            await File.WriteAllTextAsync(Path.Combine(_folder, $"case{i}.cs"), code);
        }

        string output = await CompileAsync();
        for (int i = 0; i < cases.Length; i++)
        {
            string[] errors = [.. output.Split('\n').Where(line => line.Contains($"case{i}.cs(", StringComparison.Ordinal) && line.Contains("error", StringComparison.Ordinal))];
            if (cases[i].Error is { } expected)
            {
                Assert.True(
                    errors.Any(line => cases[i].Names.Append(expected).All(part => line.Contains(part, StringComparison.Ordinal))),
                    $"{cases[i].Code}: expected {expected} with {string.Join(", ", cases[i].Names)}, got {string.Join(" / ", errors)}");
            }
            else
            {
                Assert.True(errors.Length == 0, $"{cases[i].Code}: {string.Join(" / ", errors)}");
            }
        }
    }

    private async Task<string> CompileAsync()
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        string compiler = Directory.GetDirectories(Path.Combine(root, "sdk"))
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Order(StringComparer.Ordinal).Last(File.Exists);
        string response = Path.Combine(_folder, "csc.rsp");
        await File.WriteAllLinesAsync(response,
        [
            "-nologo", "-nostdlib", "-langversion:14", "-nullable", "-target:library", $"-out:\"{Path.Combine(_folder, "cases.dll")}\"",
            $"-r:\"{typeof(Workflow).Assembly.Location}\"",
            .. Directory.GetFiles(runtime, "System*.dll").Where(IsManaged).Select(file => $"-r:\"{file}\""),
            .. Directory.GetFiles(_folder, "case*.cs").Select(file => $"\"{file}\""),
        ]);
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), [compiler, "-noconfig", $"@{response}"])
        {
            RedirectStandardOutput = true,
        })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private static bool IsManaged(string file) => !Path.GetFileName(file).Contains("Native", StringComparison.Ordinal);
}
