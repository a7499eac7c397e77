// Format: docs/formats/persona-budgets.md.

using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Tta.Observability;

/// <summary>
/// What the personas of a workspace have used and set aside, over all its processes: read, decided and written under one lock. When the
/// file cannot be used a process goes on with its own count, and says so. Thread-safe.
/// </summary>
internal sealed partial class SharedBudgets(string path, TimeSpan? lockLimit, TimeProvider time, Func<ILogger> logger)
{
    // What a process set aside is forgotten when it was not heard of for so long: it may have been killed.
    private static readonly TimeSpan s_reservationLife = TimeSpan.FromMinutes(10);

    private readonly SharedFile _file = new(path, lockLimit);
    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <returns>The use of a window; nothing when the file is not there or cannot be read.</returns>
    public SharedUse Read(string persona, DateTimeOffset windowStart)
    {
        try
        {
            return UseIn(Parse(_file.Read()).Personas.GetValueOrDefault(persona), windowStart);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(logger(), path, e.Message);
            return default;
        }
    }

    /// <summary>Decides by what is there, and writes the decision, while no other process does.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="windowStart">Its present window.</param>
    /// <param name="change">Called once, also when the file cannot be used; null changes nothing.</param>
    public void Change(string persona, DateTimeOffset windowStart, Func<SharedUse, SharedChange?> change)
    {
        bool isDecided = false;
        try
        {
            _file.Update(present =>
            {
                SharedBudgetFile file = Parse(present);
                SharedUse use = UseIn(file.Personas.GetValueOrDefault(persona), windowStart);
                isDecided = true;
                if (change(use) is not { } changed)
                {
                    return present;
                }

                file.Personas[persona] = EntryOf(file.Personas.GetValueOrDefault(persona), windowStart, use.Used + changed.Used, changed.Reserved);
                return JsonSerializer.SerializeToUtf8Bytes(file, SharedBudgetJson.Default.SharedBudgetFile);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(logger(), path, e.Message);
            if (!isDecided)
            {
                change(default);
            }
        }
    }

    private SharedUse UseIn(SharedBudgetEntry? entry, DateTimeOffset windowStart)
    {
        if (entry is null)
        {
            return default;
        }

        DateTimeOffset now = time.GetUtcNow();
        BudgetAmount reserved = default;
        foreach ((string owner, SharedReservation reservation) in entry.Reserved)
        {
            if (reservation.Until > now && !string.Equals(owner, _owner, StringComparison.Ordinal))
            {
                reserved += new BudgetAmount(reservation.Tokens, reservation.CostUsd);
            }
        }

        return new SharedUse(entry.WindowStart == windowStart ? new BudgetAmount(entry.UsedTokens, entry.UsedCostUsd) : default, reserved);
    }

    private SharedBudgetEntry EntryOf(SharedBudgetEntry? former, DateTimeOffset windowStart, BudgetAmount used, BudgetAmount reserved)
    {
        DateTimeOffset now = time.GetUtcNow();
        var entry = new SharedBudgetEntry { WindowStart = windowStart, UsedTokens = used.Tokens, UsedCostUsd = used.CostUsd };
        foreach ((string owner, SharedReservation reservation) in former?.Reserved ?? [])
        {
            if (reservation.Until > now)
            {
                entry.Reserved[owner] = reservation;
            }
        }

        if (reserved == default)
        {
            entry.Reserved.Remove(_owner);
        }
        else
        {
            entry.Reserved[_owner] = new SharedReservation { Tokens = reserved.Tokens, CostUsd = reserved.CostUsd, Until = now + s_reservationLife };
        }

        return entry;
    }

    private SharedBudgetFile Parse(byte[] json)
    {
        try
        {
            return json.Length == 0 ? new SharedBudgetFile() : JsonSerializer.Deserialize(json, SharedBudgetJson.Default.SharedBudgetFile) ?? new SharedBudgetFile();
        }
        catch (JsonException e)
        {
            LogUnavailable(logger(), path, e.Message);
            return new SharedBudgetFile();
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "cannot share persona budgets by {Path}: {Reason}; this process counts its own use alone")]
    private static partial void LogUnavailable(ILogger logger, string path, string reason);
}
