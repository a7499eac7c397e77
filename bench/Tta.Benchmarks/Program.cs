using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Tta.Benchmarks;

if (args is ["llm", .. var rest])
{
    await LlmStoreMeasurement.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000, rest.Length > 1 ? rest[1] : Directory.CreateTempSubdirectory("tta-llm").FullName);
    return;
}

// In process: the child build of BenchmarkDotNet does not know central package versions. Quote ratios and allocated bytes.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(7))
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
