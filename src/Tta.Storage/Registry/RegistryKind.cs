namespace Tta.Storage.Registry;

/// <summary>Kinds of things in the registry; the numbers are those of docs/formats/registry.md and are never used again.</summary>
internal enum RegistryKind : byte
{
    Prompt = 1,
    Dataset = 2,
    DatasetItem = 3,
    DatasetRun = 4,
    DatasetRunItem = 5,
    ScoreConfig = 6,
    Model = 7,
    Comment = 8,
    Media = 9,
    AnnotationQueue = 10,
    AnnotationItem = 11,
    PriceList = 12,
}
