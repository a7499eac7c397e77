using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Tta.Benchmarks;
using Tta.Benchmarks.Otlp;

if (args is ["llm", .. var rest])
{
    await LlmStoreMeasurement.RunAsync(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000, rest.Length > 1 ? rest[1] : Directory.CreateTempSubdirectory("tta-llm").FullName);
    return;
}

if (args is ["traces", .. var count])
{
    await TraceStoreMeasurement.RunAsync(count.Length > 0 ? int.Parse(count[0], CultureInfo.InvariantCulture) : 100_000);
    return;
}

if (args is ["otlp", .. var sizes])
{
    await OtlpMeasurement.RunAsync(Size(0, 300_000), Size(1, 2), Size(2, 10_000));
    return;

    int Size(int index, int usual) => sizes.Length > index ? int.Parse(sizes[index], CultureInfo.InvariantCulture) : usual;
}

// In process: the child build of BenchmarkDotNet does not know central package versions. Quote ratios and allocated bytes: on a machine that
// has other work, of the least times.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(200)))
    .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
