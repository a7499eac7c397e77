// A background service with telemetry from the host's services: it works through a queue and ends. Needs no network and no key.

using Microsoft.Extensions.Hosting;
using WorkerService;

using IHost host = Thumbnails.BuildHost(["beach.jpg", "mountain.png", "notes.txt", "forest.jpg"]);
await host.RunAsync();
