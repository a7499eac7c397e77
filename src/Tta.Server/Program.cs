using Tta.Server.Cli;

return await CommandLine.RunAsync(args);
