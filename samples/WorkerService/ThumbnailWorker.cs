using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tta.Primitives;

namespace WorkerService;

/// <summary>Takes jobs from a queue, one workflow each, and ends the host when the queue is closed and empty.</summary>
internal sealed partial class ThumbnailWorker(Channel<string> jobs, IHostApplicationLifetime host, ILogger<ThumbnailWorker> log) : BackgroundService
{
    private readonly Primitive<string, int> _workflow = (Workflow.Step<string, string>("LoadPicture", LoadPicture)
        >> Workflow.Step<string, int>("Shrink", static picture => picture.Length * 128)).Named("thumbnail");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (string file in jobs.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                int bytes = await _workflow.ExecuteAsync(file, stoppingToken);
                LogDone(file, bytes);
            }
            catch (NotSupportedException e)
            {
                // A job that cannot be done must not stop those behind it.
                LogRefused(file, e.Message);
            }
        }

        host.StopApplication();
    }

    private static string LoadPicture(string file) => file.EndsWith(".txt", StringComparison.Ordinal)
        ? throw new NotSupportedException("only pictures have thumbnails")
        : file;

    [LoggerMessage(1, LogLevel.Information, "thumbnail of {File}: {Bytes} bytes")]
    private partial void LogDone(string file, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "no thumbnail of {File}: {Reason}")]
    private partial void LogRefused(string file, string reason);
}
