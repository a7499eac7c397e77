namespace Tta.Primitives.Testing;

/// <summary>A step for tests: answers as told and remembers its calls. Thread-safe.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
/// <param name="name">Name in spans and metrics. Default: <c>MockPrimitive</c>.</param>
public sealed class MockPrimitive<TIn, TOut>(string? name = null) : Primitive<TIn, TOut>(name ?? "MockPrimitive", "MockPrimitive")
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<TIn, CancellationToken, ValueTask<TOut>>> _answers = new();
    private readonly List<MockCall<TIn>> _calls = [];
    private Func<TIn, CancellationToken, ValueTask<TOut>>? _lastAnswer;

    /// <summary>The calls so far, oldest first.</summary>
    public IReadOnlyList<MockCall<TIn>> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The next call gives a value. Answers are used in order; the last one goes on.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The mock.</returns>
    public MockPrimitive<TIn, TOut> Returns(TOut value) => Answers((_, _) => new(value));

    /// <summary>The next call gives what a function makes of its input. Answers are used in order; the last one goes on.</summary>
    /// <param name="answer">The function.</param>
    /// <returns>The mock.</returns>
    public MockPrimitive<TIn, TOut> Returns(Func<TIn, TOut> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Answers((input, _) => new(answer(input)));
    }

    /// <summary>The next call fails. Answers are used in order; the last one goes on.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>The mock.</returns>
    public MockPrimitive<TIn, TOut> Throws(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Answers((_, _) => ValueTask.FromException<TOut>(exception));
    }

    /// <summary>The next call ends only when it is cancelled. Answers are used in order; the last one goes on.</summary>
    /// <returns>The mock.</returns>
    public MockPrimitive<TIn, TOut> Hangs() => Answers(static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        throw new InvalidOperationException("an endless wait ended");
    });

    /// <inheritdoc/>
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Func<TIn, CancellationToken, ValueTask<TOut>>? answer;
        lock (_lock)
        {
            _calls.Add(new MockCall<TIn>(input, context));
            _lastAnswer = _answers.TryDequeue(out answer) ? answer : _lastAnswer;
            answer = _lastAnswer;
        }

        return answer is null
            ? throw new InvalidOperationException($"mock '{Name}' was called and has no answer: call Returns, Throws or Hangs first")
            : answer(input, cancellationToken);
    }

    private MockPrimitive<TIn, TOut> Answers(Func<TIn, CancellationToken, ValueTask<TOut>> answer)
    {
        lock (_lock)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }
}
