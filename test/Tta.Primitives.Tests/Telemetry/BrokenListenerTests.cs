using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Telemetry;

public sealed class BrokenListenerTests
{
    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("measure")]
    [InlineData("log")]
    public async Task What_fails_in_a_listener_never_reaches_the_workflow_and_is_reported(string where)
    {
        using var reports = new SelfDiagnosticsListener();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TtaPrimitivesTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => ThrowIf(where == "start"),
            ActivityStopped = _ => ThrowIf(where == "stop"),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TtaPrimitivesTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => ThrowIf(where == "measure"));
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => ThrowIf(where == "measure"));
        meters.Start();
        using var log = new LogRecorder { IsBroken = where == "log" };
        Activity? before = Activity.Current;

        Primitive<int, (int, int)> workflow = Steps.Increment.WithRetry() >> (Steps.Increment | Steps.Increment);
        Assert.Equal((2, 2), await workflow.ExecuteAsync(0));
        Assert.Same(before, Activity.Current);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Steps.Failing().ExecuteAsync(0));
        Assert.Same(before, Activity.Current);
        Assert.NotEmpty(reports.Messages);
    }

    private static void ThrowIf(bool broken)
    {
        if (broken)
        {
            throw new InvalidDataException("the listener is broken");
        }
    }

    private sealed class SelfDiagnosticsListener : EventListener
    {
        private readonly List<string> _messages = [];

        public string[] Messages
        {
            get
            {
                lock (_messages)
                {
                    return [.. _messages];
                }
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Tta-Primitives")
            {
                EnableEvents(eventSource, EventLevel.Error);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            lock (_messages)
            {
                _messages.Add((string)eventData.Payload![1]!);
            }
        }
    }
}
