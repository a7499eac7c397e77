using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>Numbers the resources of one trace p1, p2, ...; resources with equal attributes are one process.</summary>
internal sealed class JaegerProcesses
{
    private readonly List<(string Id, Resource Resource)> _processes = [];

    public IReadOnlyList<(string Id, Resource Resource)> All => _processes;

    public string IdOf(Resource resource)
    {
        foreach ((string id, Resource known) in _processes)
        {
            if (ReferenceEquals(known, resource) || known.Attributes.SequenceEqual(resource.Attributes))
            {
                return id;
            }
        }

        string next = $"p{_processes.Count + 1}";
        _processes.Add((next, resource));
        return next;
    }
}
