namespace Tta.Observability;

/// <summary>The entry of this process in the registry, from the opening of its metrics page to its end.</summary>
internal sealed class Registration : IDisposable
{
    private readonly WorkspaceRegistry _registry;
    private readonly RegisteredProcess _entry;
    private readonly ProblemLog _problems;

    private Registration(WorkspaceRegistry registry, RegisteredProcess entry, ProblemLog problems)
    {
        _registry = registry;
        _entry = entry;
        _problems = problems;
    }

    public static Registration? Enter(WorkspaceRegistry? registry, RegisteredProcess entry, ProblemLog problems)
    {
        if (registry is null)
        {
            return null;
        }

        var registration = new Registration(registry, entry, problems);
        registration.Try(registry.Add);
        return registration;
    }

    public void Dispose() => Try(_registry.Remove);

    // Being found by scrapers is a convenience; the program runs without it.
    private void Try(Action<RegisteredProcess> change)
    {
        try
        {
            change(_entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Report("registry-unavailable", $"cannot write the workspace registry: {e.Message}. Name another folder by TTA_REGISTRY, or switch it off with TTA_REGISTRY=none");
        }
    }
}
