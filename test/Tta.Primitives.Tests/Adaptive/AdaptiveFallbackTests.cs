using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Adaptive;

public sealed class AdaptiveFallbackTests
{
    private readonly List<string> _tried = [];
    private double _random = 1;

    [Fact]
    public async Task The_alternative_that_succeeds_comes_first_once_it_may()
    {
        using var metrics = new MetricRecorder();
        AdaptiveFallbackPrimitive<int, string> step = Build(AdaptiveMode.Off, aWorks: false);
        await RunAsync(step, 20);
        Assert.All(step.Explain(), alternative => Assert.Equal(0, alternative.Runs));

        step.Mode = AdaptiveMode.Observe;
        await RunAsync(step, 10);
        Assert.Equal(["a", "b"], step.Explain().Select(alternative => alternative.Name));
        Assert.Equal("as given; mode Active would put b first", step.Explain()[0].Reason);
        Assert.Equal((10, 0.0), (step.Explain()[0].Runs, step.Explain()[0].SuccessRate));

        step.Mode = AdaptiveMode.Active;
        _tried.Clear();
        await RunAsync(step, 1);
        Assert.Equal(["b"], _tried);
        Assert.Equal(["b", "a"], step.Explain().Select(alternative => alternative.Name));
        Assert.Equal("ordered by success and speed", step.Explain()[0].Reason);
        Assert.Equal(31, metrics.Sum("adaptive.executions{primitive.name=AdaptiveFallback,strategy=b}"));
        Assert.Equal(31, metrics.Sum("fallback.activations{primitive.name=AdaptiveFallback}"));

        step.Reset();
        Assert.Equal("a", step.Explain()[0].Name);
    }

    [Fact]
    public async Task An_alternative_that_was_never_needed_is_tried_now_and_then()
    {
        AdaptiveFallbackPrimitive<int, string> step = Build(AdaptiveMode.Validate, aWorks: true);
        await RunAsync(step, 3);
        Assert.Equal(["a", "a", "a"], _tried);
        _random = 0;
        await RunAsync(step, 1);
        Assert.Equal("b", _tried[^1]);
    }

    [Fact]
    public async Task All_are_tried_before_the_step_fails_with_its_own_error()
    {
        using var spans = new SpanRecorder();
        AdaptiveFallbackPrimitive<int, int> step = Workflow.AdaptiveFallback(
            Steps.Failing("mine"), [("a", Steps.Failing("a")), ("b", Steps.Failing("b"))], new AdaptiveOptions<int> { Name = "F", Mode = AdaptiveMode.Active });
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await step.ExecuteAsync(0))).Message);
        Assert.Equal("F(fallback.primary(Failing), fallback.fallback(Failing), fallback.fallback(Failing))", spans.Tree());
    }

    private AdaptiveFallbackPrimitive<int, string> Build(AdaptiveMode mode, bool aWorks) => Workflow.AdaptiveFallback(
        Workflow.Step<int, string>("Primary", (int _) => throw new InvalidOperationException("down")),
        [("a", Try("a", aWorks)), ("b", Try("b", works: true))],
        new AdaptiveOptions<int> { Name = "AdaptiveFallback", Mode = mode, Randomizer = () => _random });

    private Primitive<int, string> Try(string name, bool works) => Workflow.Step(name, (int _) =>
    {
        _tried.Add(name);
        return works ? name : throw new InvalidOperationException(name + " is down");
    });

    private static async Task RunAsync(Primitive<int, string> step, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await step.ExecuteAsync(i);
        }
    }
}
