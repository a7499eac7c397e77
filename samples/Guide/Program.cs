// The examples of docs/guide/observability.md as one program: the document quotes this code, and a test runs it.
//   dotnet run --project samples/Guide -- workflow | personas | langfuse | query SERVICE | checks
using Guide;

switch (args)
{
    case ["workflow"]:
        await Examples.WorkflowAsync();
        return 0;
    case ["personas"]:
        await Examples.PersonasAsync();
        return 0;
    case ["langfuse"]:
        await Examples.LangfuseAsync();
        return 0;
    case ["query", string prometheus, string jaeger, string loki, string service]:
        await Examples.QueryAsync(new Uri(prometheus), new Uri(jaeger), new Uri(loki), service);
        return 0;
    case ["checks"]:
        await Examples.ChecksAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: Guide workflow | personas | langfuse | query PROMETHEUS JAEGER LOKI SERVICE | checks");
        return 2;
}
