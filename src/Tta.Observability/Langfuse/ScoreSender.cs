// Spec: Langfuse public API, POST /api/public/scores.
using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Sends scores, one request each.</summary>
internal sealed class ScoreSender(LangfuseHttp http, int capacity, ModelCallTarget target, Redactor redactor, ExportCounters counters, ProblemLog problems)
    : BackgroundSender<LangfuseScore>(ExportSignal.Scores, capacity, target, counters, problems)
{
    private const string Path = "/scores";

    public void Add(LangfuseScore score)
    {
        if (score.Value is double value && !double.IsFinite(value))
        {
            // JSON has no such number, and no scale a place for it.
            Counters.CountDropped(ExportSignal.Scores, ExportCounters.Withheld);
            Problems.Report("score-withheld", $"score {score.Name} is not sent: {value.ToString(CultureInfo.InvariantCulture)} is no number. Judge by a finite number");
        }
        else if (TryReserve())
        {
            Enqueue(score);
        }
    }

    protected override async Task<int> SendAsync(IReadOnlyList<LangfuseScore> batch, bool isLastChance, CancellationToken cancel)
    {
        int sent = 0;
        foreach (LangfuseScore score in batch)
        {
            byte[] body = Json(score);
            LangfuseOutcome outcome = await http.PostAsync(Path, () => Content(body), isLastChance, cancel).ConfigureAwait(false);
            if (outcome.IsSuccess)
            {
                sent++;
            }
            else
            {
                Problems.Report("scores-not-exported", $"cannot send score {score.Name} to {http.Route(Path)}: {outcome.Reason}");
            }
        }

        return sent;
    }

    private byte[] Json(LangfuseScore score)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id"u8, score.Id);
        json.WriteString("name"u8, redactor.Text(score.Name));
        if (score.TraceId.Length > 0)
        {
            json.WriteString("traceId"u8, score.TraceId);
        }

        if (score.DatasetRunId is not null)
        {
            json.WriteString("datasetRunId"u8, score.DatasetRunId);
        }

        if (score.ObservationId is not null)
        {
            json.WriteString("observationId"u8, score.ObservationId);
        }

        switch (score.Value)
        {
            case bool flag:
                json.WriteNumber("value"u8, flag ? 1 : 0);
                json.WriteString("dataType"u8, "BOOLEAN");
                break;
            case string category:
                json.WriteString("value"u8, redactor.Text(category));
                json.WriteString("dataType"u8, "CATEGORICAL");
                break;
            default:
                json.WriteNumber("value"u8, Convert.ToDouble(score.Value, CultureInfo.InvariantCulture));
                json.WriteString("dataType"u8, "NUMERIC");
                break;
        }

        if (Target.TracingEnvironment is not null)
        {
            json.WriteString("environment"u8, redactor.Text(Target.TracingEnvironment));
        }

        if (score.Comment is not null)
        {
            json.WriteString("comment"u8, redactor.Text(score.Comment));
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static ByteArrayContent Content(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
