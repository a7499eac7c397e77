using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Sums of the traces of each session. Used under the lock of the store.</summary>
internal sealed class SessionSums(LlmTables tables)
{
    private readonly List<int> _symbols = [];
    private int[] _numbers = []; // By symbol of the session: its number + 1.
    private Sum[] _sums = new Sum[256];

    /// <summary>Adds traces that are of a session.</summary>
    public void Add(ReadOnlySpan<int> traces)
    {
        if (tables.Symbols.Count > _numbers.Length)
        {
            Array.Resize(ref _numbers, tables.Symbols.Count);
        }

        foreach (int trace in traces)
        {
            int symbol = tables.Traces.Sessions[trace];
            ref int number = ref _numbers[symbol];
            if (number == 0)
            {
                _symbols.Add(symbol);
                number = _symbols.Count;
                if (number > _sums.Length)
                {
                    Array.Resize(ref _sums, _sums.Length * 2);
                }

                _sums[number - 1].FirstNs = long.MaxValue;
            }

            Add(ref _sums[number - 1], trace);
        }
    }

    public int Count => _symbols.Count;

    /// <summary>When a session began.</summary>
    public long FirstNs(int session) => _sums[session].FirstNs;

    public string Id(int session) => tables.Symbols.Text(_symbols[session])!;

    public LlmSession Session(int session)
    {
        ref readonly Sum sum = ref _sums[session];
        return new LlmSession
        {
            Id = Id(session),
            Environment = tables.Traces.Text(sum.FirstTrace, TraceRows.Environment) ?? Reports.Views.DefaultEnvironment,
            FirstNs = sum.FirstNs,
            LastNs = sum.LastNs,
            TraceCount = sum.Traces,
            ObservationCount = sum.Observations,
            ErrorCount = sum.Errors,
            InputTokens = sum.Input,
            OutputTokens = sum.Output,
            TotalTokens = sum.Total,
            TotalCost = (sum.ScaledCost / CostColumn.Scale) + sum.OtherCost,
        };
    }

    private void Add(ref Sum sum, int trace)
    {
        TraceSums of = tables.Sums;
        long beganNs = tables.Traces.BeganNs(trace);
        if (beganNs < sum.FirstNs)
        {
            sum.FirstNs = beganNs;
            sum.FirstTrace = trace;
        }

        sum.LastNs = Math.Max(sum.LastNs, beganNs + of.LatencyNs(trace));
        sum.Traces++;
        sum.Observations += tables.Traces.ObservationCounts[trace];
        sum.Errors += of.ErrorCounts[trace];
        sum.Input += of.InputTokens[trace];
        sum.Output += of.OutputTokens[trace];
        sum.Total += of.TotalTokens[trace];
        if (of.ScaledCost(trace) is not CostColumn.Inexact and var cost)
        {
            sum.Add(cost);
        }
        else
        {
            sum.OtherCost += of.Cost(trace);
        }
    }

    private struct Sum
    {
        public long FirstNs;
        public long LastNs;
        public int FirstTrace;
        public int Traces;
        public int Observations;
        public int Errors;
        public long Input;
        public long Output;
        public long Total;
        public long ScaledCost;
        public decimal OtherCost; // Of what is not exact in units, and what is too much for 64 bits of them.

        public void Add(long cost)
        {
            if (ScaledCost > long.MaxValue - cost)
            {
                OtherCost += ScaledCost / CostColumn.Scale;
                ScaledCost = 0;
            }

            ScaledCost += cost;
        }
    }
}
