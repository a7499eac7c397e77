// Listeners of spans and metrics are global to the process: tests that listen, or assert that nobody does, run one by one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
