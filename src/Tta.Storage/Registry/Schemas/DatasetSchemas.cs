using System.Text.Json;
using Tta.Model;

namespace Tta.Storage.Registry.Schemas;

/// <summary>Whether items fit the schemas of their dataset.</summary>
internal static class DatasetSchemas
{
    private const string Nothing = "null";

    /// <exception cref="RegistryException">The item does not fit.</exception>
    public static void Check(Dataset dataset, DatasetItem item)
    {
        Check(dataset.InputSchemaJson, item.InputJson, item.Id, "input");
        Check(dataset.ExpectedOutputSchemaJson, item.ExpectedOutputJson, item.Id, "expectedOutput");
    }

    private static void Check(string? schemaJson, string? valueJson, string itemId, string field)
    {
        if (schemaJson is null)
        {
            return;
        }

        using JsonDocument schema = JsonDocument.Parse(schemaJson);
        using JsonDocument value = JsonDocument.Parse(valueJson ?? Nothing, new JsonDocumentOptions { MaxDepth = 512 });
        if (JsonSchema.Parse(schema.RootElement).Problem(value.RootElement) is { } problem)
        {
            throw new RegistryException(
                RegistryFault.Invalid, $"Dataset item validation failed: {field} of item {itemId} does not fit the schema: {problem}");
        }
    }
}
