namespace Tta.Integrations;

/// <summary>Whom a client calls.</summary>
/// <param name="Provider">Value of <c>gen_ai.provider.name</c>.</param>
/// <param name="DefaultModel">Model when a request names none.</param>
/// <param name="Endpoint">Base address; null when unknown.</param>
internal sealed record ModelCallTarget(string Provider, string? DefaultModel, Uri? Endpoint);
