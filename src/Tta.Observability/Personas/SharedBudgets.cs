// Format: docs/formats/persona-budgets.md.

using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Tta.Observability;

/// <summary>
/// What the personas of a workspace have used, over all its processes: read before each decision, written after each use. When the file
/// cannot be used a process goes on with its own count, and says so.
/// </summary>
internal sealed partial class SharedBudgets(string path, TimeSpan? lockLimit, Func<ILogger> logger)
{
    private readonly SharedFile _file = new(path, lockLimit);

    /// <returns>Tokens used in a window; 0 when the file is not there or cannot be read.</returns>
    public long Used(string persona, DateTimeOffset windowStart)
    {
        try
        {
            return UsedIn(Parse(_file.Read()), persona, windowStart);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(logger(), path, e.Message);
            return 0;
        }
    }

    /// <returns>Tokens used in the window with these; 0 when the file cannot be written.</returns>
    public long Add(string persona, DateTimeOffset windowStart, long tokens)
    {
        long used = 0;
        try
        {
            _file.Update(present =>
            {
                SharedBudgetFile file = Parse(present);
                used = UsedIn(file, persona, windowStart) + tokens;
                file.Personas[persona] = new SharedBudgetEntry { WindowStart = windowStart, UsedTokens = used };
                return JsonSerializer.SerializeToUtf8Bytes(file, SharedBudgetJson.Default.SharedBudgetFile);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(logger(), path, e.Message);
        }

        return used;
    }

    private static long UsedIn(SharedBudgetFile file, string persona, DateTimeOffset windowStart) =>
        file.Personas.TryGetValue(persona, out SharedBudgetEntry? entry) && entry.WindowStart == windowStart ? entry.UsedTokens : 0;

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
