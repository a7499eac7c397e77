// Spec: Langfuse, prompt management (public API v2).
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Prompts and their versions. Thread-safe.</summary>
public sealed class PromptRegistry
{
    /// <summary>The label of the newest version; moves by itself.</summary>
    public const string Latest = "latest";

    /// <summary>The label of the version that is asked for when neither label nor version is named.</summary>
    public const string Production = "production";

    private readonly RegistryStore _store;
    private readonly SortedDictionary<string, SortedList<int, PromptVersion>> _byName = new(StringComparer.Ordinal);

    internal PromptRegistry(RegistryStore store)
    {
        _store = store;
        Table = new RegistryTable<PromptVersion>(
            RegistryKind.Prompt, RegistryJson.Default.PromptVersion, static prompt => prompt.Id, (prompt, _) => Index(prompt), Unindex);
    }

    internal RegistryTable<PromptVersion> Table { get; }

    /// <summary>A version with the prompts that it names put in.</summary>
    /// <param name="name">Name of the prompt.</param>
    /// <param name="version">Number of the version, or null.</param>
    /// <param name="label">Label of the version if no number is given; null = <see cref="Production"/>.</param>
    /// <param name="resolve">False leaves the composition tags as they are.</param>
    /// <returns>The version, or null when there is none.</returns>
    /// <exception cref="RegistryException">It cannot be composed.</exception>
    public ResolvedPrompt? Find(string name, int? version, string? label, bool resolve) => _store.Read(() =>
        Find(new PromptReference(name, version, version is null ? label ?? Production : null)) is not { } prompt ? null
        : resolve ? new PromptComposition(Find, prompt).Resolve()
        : new ResolvedPrompt(prompt, null));

    /// <summary>The version with an id, or null.</summary>
    public PromptVersion? FindById(string id) => _store.Read(() => Table.Find(id));

    /// <summary>Prompts by name, each with its versions that match.</summary>
    public RegistryPage<PromptSummary> List(PromptFilter filter, int page, int limit) => _store.Read(() =>
    {
        var found = new List<PromptSummary>();
        foreach ((string name, SortedList<int, PromptVersion> versions) in _byName)
        {
            if (filter.Name is not null && !string.Equals(filter.Name, name, StringComparison.Ordinal))
            {
                continue;
            }

            var matching = new List<PromptVersion>();
            foreach (PromptVersion version in versions.Values)
            {
                if (filter.Matches(version))
                {
                    matching.Add(version);
                }
            }

            if (matching.Count > 0)
            {
                found.Add(new PromptSummary(matching));
            }
        }

        return RegistryPage<PromptSummary>.Of(found, page, limit);
    });

    /// <summary>Makes the next version of a prompt.</summary>
    /// <exception cref="RegistryException">The type differs from that of the other versions, or the prompt cannot be composed.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<PromptVersion> CreateAsync(PromptDraft draft, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            SortedList<int, PromptVersion>? versions = _byName.GetValueOrDefault(draft.Name);
            PromptVersion? newest = versions is null ? null : versions.GetValueAtIndex(versions.Count - 1);
            if (newest is not null && newest.Type != draft.Type)
            {
                throw new RegistryException(
                    RegistryFault.Invalid, "Previous versions have different prompt type. Create a new prompt with a different name.");
            }

            long nowMs = _store.NowMs;
            var labels = Distinct([.. draft.Labels, Latest]);
            var tags = Distinct(draft.Tags ?? newest?.Tags ?? []);
            var created = new PromptVersion
            {
                Id = Guid.NewGuid().ToString(),
                Name = draft.Name,
                Version = (newest?.Version ?? 0) + 1,
                Type = draft.Type,
                PromptJson = draft.PromptJson,
                ConfigJson = draft.ConfigJson,
                Labels = labels,
                Tags = tags,
                CommitMessage = draft.CommitMessage,
                CreatedBy = "API",
                CreatedMs = nowMs,
                UpdatedMs = nowMs,
            };
            CheckComposition(created);
            changes.Set(Table, created);
            foreach (PromptVersion other in versions?.Values ?? (IList<PromptVersion>)[])
            {
                SetIfChanged(changes, other, Without(other.Labels, labels), tags, nowMs);
            }

            return created;
        },
        cancellationToken);

    /// <summary>Gives a version further labels, which other versions lose.</summary>
    /// <exception cref="RegistryException">There is no such version.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<PromptVersion> AddLabelsAsync(string name, int version, IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes =>
            {
                if (Find(new PromptReference(name, version, null)) is not { } prompt)
                {
                    throw new RegistryException(RegistryFault.NotFound, $"Prompt '{name}' version {version} not found in project");
                }

                long nowMs = _store.NowMs;
                foreach (PromptVersion other in _byName[name].Values)
                {
                    if (other.Version != version)
                    {
                        SetIfChanged(changes, other, Without(other.Labels, labels), other.Tags, nowMs);
                    }
                }

                return SetIfChanged(changes, prompt, Distinct([.. labels, .. prompt.Labels]), prompt.Tags, nowMs);
            },
            cancellationToken);

    /// <summary>Deletes versions of a prompt: one, those with a label, or all.</summary>
    /// <exception cref="RegistryException">There is no such version, or other prompts name it.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<int> DeleteAsync(string name, int? version, string? label, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            var filter = new PromptFilter { Version = version, Label = label };
            var deleted = new List<PromptVersion>();
            var kept = new List<PromptVersion>();
            foreach (PromptVersion each in _byName.GetValueOrDefault(name)?.Values ?? (IList<PromptVersion>)[])
            {
                (filter.Matches(each) ? deleted : kept).Add(each);
            }

            if (deleted.Count == 0)
            {
                throw new RegistryException(RegistryFault.NotFound, "Prompt not found");
            }

            CheckNobodyNeeds(name, deleted, kept);
            foreach (PromptVersion each in deleted)
            {
                changes.Remove(Table, each);
            }

            if (kept.Count > 0 && !PromptFilter.Contains(kept[^1].Labels, Latest))
            {
                SetIfChanged(changes, kept[^1], [.. kept[^1].Labels, Latest], kept[^1].Tags, _store.NowMs);
            }

            return deleted.Count;
        },
        cancellationToken);

    private static List<string> Distinct(IReadOnlyList<string> texts)
    {
        var distinct = new List<string>(texts.Count);
        foreach (string text in texts)
        {
            if (!distinct.Contains(text))
            {
                distinct.Add(text);
            }
        }

        return distinct;
    }

    private static List<string> Without(IReadOnlyList<string> texts, IReadOnlyList<string> removed)
    {
        var rest = new List<string>(texts.Count);
        foreach (string text in texts)
        {
            if (!PromptFilter.Contains(removed, text))
            {
                rest.Add(text);
            }
        }

        return rest;
    }

    private static bool AreSame(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        foreach (string text in a)
        {
            if (!PromptFilter.Contains(b, text))
            {
                return false;
            }
        }

        return true;
    }

    private PromptVersion SetIfChanged(
        RegistryChanges changes, PromptVersion prompt, IReadOnlyList<string> labels, IReadOnlyList<string> tags, long nowMs)
    {
        if (AreSame(prompt.Labels, labels) && AreSame(prompt.Tags, tags))
        {
            return prompt;
        }

        PromptVersion changed = prompt with { Labels = labels, Tags = tags, UpdatedMs = nowMs };
        changes.Set(Table, changed);
        return changed;
    }

    private void CheckComposition(PromptVersion created)
    {
        try
        {
            new PromptComposition(Find, created).Resolve();
        }
        catch (RegistryException e)
        {
            throw new RegistryException(RegistryFault.Invalid, e.Message);
        }
    }

    private void CheckNobodyNeeds(string name, List<PromptVersion> deleted, List<PromptVersion> kept)
    {
        var problems = new List<string>();
        foreach (PromptVersion other in Table.ToList())
        {
            foreach (PromptReference reference in PromptTags.Find(other.PromptJson))
            {
                bool isLost = string.Equals(reference.Name, name, StringComparison.Ordinal)
                    && IsIn(deleted, reference) && !IsIn(kept, reference);
                if (isLost)
                {
                    problems.Add($"{other.Name} v{other.Version} depends on {reference}");
                }
            }
        }

        if (problems.Count > 0)
        {
            throw new RegistryException(
                RegistryFault.Invalid,
                "Other prompts are depending on prompt versions you are trying to delete:\n\n"
                + string.Join('\n', problems) + "\n\nPlease delete the dependent prompts first.");
        }
    }

    private static bool IsIn(List<PromptVersion> versions, PromptReference reference)
    {
        foreach (PromptVersion version in versions)
        {
            if (reference.Version == version.Version || (reference.Label is { } label && PromptFilter.Contains(version.Labels, label)))
            {
                return true;
            }
        }

        return false;
    }

    private PromptVersion? Find(PromptReference reference)
    {
        if (!_byName.TryGetValue(reference.Name, out SortedList<int, PromptVersion>? versions))
        {
            return null;
        }

        if (reference.Version is { } number)
        {
            return versions.GetValueOrDefault(number);
        }

        foreach (PromptVersion version in versions.Values)
        {
            if (PromptFilter.Contains(version.Labels, reference.Label!))
            {
                return version;
            }
        }

        return null;
    }

    private void Index(PromptVersion prompt)
    {
        if (!_byName.TryGetValue(prompt.Name, out SortedList<int, PromptVersion>? versions))
        {
            _byName.Add(prompt.Name, versions = []);
        }

        versions[prompt.Version] = prompt;
    }

    private void Unindex(PromptVersion prompt)
    {
        SortedList<int, PromptVersion> versions = _byName[prompt.Name];
        versions.Remove(prompt.Version);
        if (versions.Count == 0)
        {
            _byName.Remove(prompt.Name);
        }
    }
}
