// Activity and meter listeners are global to the process, and the fast path is the one without any.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
