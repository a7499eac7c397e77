using Spectre.Console;

namespace Tta.Server.Demo;

/// <summary>One thing the demo shows: asked for through the APIs until it is there.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Where">Path on the UI port where people see it.</param>
/// <param name="LookAsync">Looks once. Returns null when everything was seen (and has been printed), else what is missing.</param>
internal sealed record DemoCheck(string Title, string Where, Func<IAnsiConsole, CancellationToken, Task<string?>> LookAsync);
