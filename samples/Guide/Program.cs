// The examples of docs/guide as one program: the documents quote this code, and a test runs every command of it.
//   dotnet run --project samples/Guide -- COMMAND     (without a command: the list of them)
using Guide;

Dictionary<string, Func<Task>> commands = new(StringComparer.Ordinal)
{
    ["workflow"] = Examples.WorkflowAsync,
    ["personas"] = Examples.PersonasAsync,
    ["rules"] = Personas.RulesAsync,
    ["budgets"] = Personas.BudgetsAsync,
    ["langfuse"] = Examples.LangfuseAsync,
    ["prompts"] = Prompts.RunAsync,
    ["query"] = () => Examples.QueryAsync(Server.Running.Prometheus, Server.Running.Jaeger, Server.Running.Loki, "tta-dev-copilot"),
    ["checks"] = Examples.ChecksAsync,
    ["stack"] = Stack.RunAsync,
    ["service"] = () => Service.UseAsync(Server.Running),
    ["operations"] = Operations.RunAsync,
    ["architecture"] = () => Architecture.RunAsync(Server.Running),
    ["troubleshooting"] = () => Troubleshooting.RunAsync(Server.Running),
    ["workspaces"] = Workspaces.RunAsync,
    ["migration"] = Migration.RunAsync,
};
if (args is [var name] && commands.TryGetValue(name, out Func<Task>? command))
{
    await command();
    return 0;
}

Console.WriteLine(string.Join('\n', commands.Keys));
return args.Length == 0 ? 0 : 2;
