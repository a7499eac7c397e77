using System.Security.Cryptography;
using System.Text.Json;

namespace Tta.Primitives.Testing;

/// <summary>
/// Answers of a real step, kept in a file, so that tests replay them without the network and without cost. Thread-safe.
/// </summary>
/// <remarks>
/// The file has one JSON object per line: <c>input</c> (SHA-256 of the encoded input, hexadecimal) and either <c>output</c> (the encoded
/// output, base64) or <c>error</c> (its class, else its type name) and <c>message</c>, with <c>transient</c> when it is false and
/// <c>retry_after_s</c> where the other side asked for a wait: a replay is retried as the real step was. Inputs are not in it; outputs
/// are: treat it like what it was made of.
/// </remarks>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
public sealed class Recording<TIn, TOut>
{
    private readonly Lock _lock = new();
    private readonly Codec<TIn> _input;
    private readonly Codec<TOut> _output;
    private readonly List<RecordedAnswer> _answers = [];
    private readonly Dictionary<string, int> _replayed = new(StringComparer.Ordinal);

    /// <summary>Starts empty.</summary>
    /// <param name="input">How inputs become bytes; equal inputs must give equal bytes.</param>
    /// <param name="output">How outputs become bytes.</param>
    public Recording(Codec<TIn> input, Codec<TOut> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        _input = input;
        _output = output;
    }

    /// <summary>Answers recorded.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">How inputs become bytes.</param>
    /// <param name="output">How outputs become bytes.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="InvalidDataException">A line is not what <see cref="Save"/> writes; the message names it.</exception>
    public static Recording<TIn, TOut> Load(string path, Codec<TIn> input, Codec<TOut> output)
    {
        var recording = new Recording<TIn, TOut>(input, output);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            try
            {
                recording._answers.Add(RecordedAnswer.Parse(line));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidDataException($"{path}({number}): not a recorded answer: {e.Message}", e);
            }
        }

        return recording;
    }

    /// <summary>Writes the recording, replacing the file.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        lock (_lock)
        {
            File.WriteAllLines(path, _answers.Select(static answer => answer.ToJson()));
        }
    }

    /// <summary>Runs a real step and records its answers, errors included; cancellations are not.</summary>
    /// <param name="step">The real step.</param>
    /// <returns>A step that answers as the real one does.</returns>
    public Primitive<TIn, TOut> Record(IPrimitive<TIn, TOut> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Workflow.Step<TIn, TOut>("RecordPrimitive", async (input, context, cancellationToken) =>
        {
            string key = KeyOf(input);
            try
            {
                TOut output = await step.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
                Add(new RecordedAnswer(key, _output.Encode(output), Error: null));
                return output;
            }
            catch (Exception e) when (!Failures.IsCancellation(e, cancellationToken))
            {
                Add(new RecordedAnswer(key, Output: null, RecordedError.Of(e)));
                throw;
            }
        });
    }

    /// <summary>Answers from the recording: for each input in the order recorded, then the last one again.</summary>
    /// <returns>A step that needs nothing but the recording.</returns>
    public Primitive<TIn, TOut> Replay() => Workflow.Step<TIn, TOut>("ReplayPrimitive", (input, _, _) =>
    {
        RecordedAnswer answer = Next(KeyOf(input));
        return answer.Output is { } bytes
            ? new ValueTask<TOut>(_output.Decode(bytes))
            : throw answer.Error!.ToException();
    });

    private void Add(RecordedAnswer answer)
    {
        lock (_lock)
        {
            _answers.Add(answer);
        }
    }

    private RecordedAnswer Next(string key)
    {
        lock (_lock)
        {
            RecordedAnswer[] answers = [.. _answers.Where(answer => answer.InputHash == key)];
            if (answers.Length == 0)
            {
                throw new KeyNotFoundException($"the recording has no answer for this input (hash {key}): record it again");
            }

            int turn = _replayed.GetValueOrDefault(key);
            _replayed[key] = turn + 1;
            return answers[Math.Min(turn, answers.Length - 1)];
        }
    }

    private string KeyOf(TIn input) => Convert.ToHexStringLower(SHA256.HashData(_input.Encode(input)));
}
