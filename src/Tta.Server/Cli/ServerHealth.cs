using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary>Reads what is wrong out of a server's status.</summary>
internal static class ServerHealth
{
    public static IReadOnlyList<Finding> Read(JsonElement status)
    {
        var findings = new List<Finding>();
        foreach (JsonElement listener in status.GetProperty("listeners").EnumerateArray())
        {
            if (listener.GetProperty("state").GetString() == "failed")
            {
                findings.Add(new Finding(
                    $"listener {listener.GetProperty("name")}: {listener.GetProperty("problem")}",
                    "stop the process that holds the port, or restart with: tta up --port-offset 100", IsFailure: true));
            }
        }

        foreach (JsonElement store in status.GetProperty("stores").EnumerateArray())
        {
            foreach (JsonElement warning in store.GetProperty("warnings").EnumerateArray())
            {
                findings.Add(new Finding($"store {store.GetProperty("signal")}: {warning}", "the text says what was done; nothing else is lost"));
            }

            if (store.TryGetProperty("unavailable", out JsonElement unavailable) && unavailable.ValueKind == JsonValueKind.String)
            {
                findings.Add(new Finding($"store {store.GetProperty("signal")}: {unavailable}", "free disk space; ingest goes on by itself", IsFailure: true));
            }
        }

        foreach (JsonElement target in status.GetProperty("targets").EnumerateArray())
        {
            if (target.GetProperty("health").GetString() == "down")
            {
                findings.Add(new Finding(
                    $"target {target.GetProperty("url")} ({target.GetProperty("job")}): {target.GetProperty("lastError")}",
                    "start the application, or remove the target from the configuration"));
            }
        }

        foreach (JsonElement forwarding in status.GetProperty("forwarding").EnumerateArray())
        {
            if (forwarding.GetProperty("lastError").GetString() is { } error)
            {
                findings.Add(new Finding(
                    $"forwarding to {forwarding.GetProperty("receiver")}: {error}",
                    $"{forwarding.GetProperty("waiting")} events wait on disk and are sent when it works again"));
            }

            if (forwarding.GetProperty("dropped").GetInt64() > 0)
            {
                findings.Add(new Finding(
                    $"forwarding to {forwarding.GetProperty("receiver")}: {forwarding.GetProperty("dropped")} events were dropped before they were sent",
                    "make the receiver reachable, or room for more: tta up --limit max_forward_queue_bytes=4GiB"));
            }
        }

        return findings;
    }
}
