// Spec: Loki OTLP ingestion (docs/sources/send-data/otel): default index labels and service name discovery.
namespace Tta.Wire.Otlp;

/// <summary>Which resource attributes become stream labels.</summary>
internal static class LokiLabels
{
    private static readonly byte[][] s_index = Utf8(
        "service.name", "service.namespace", "service.instance.id", "deployment.environment", "deployment.environment.name", "cloud.region",
        "cloud.availability_zone", "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name", "container.name",
        "k8s.replicaset.name", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
        "workspace");

    public static bool IsIndexed(ReadOnlySpan<byte> attribute)
    {
        foreach (byte[] name in s_index)
        {
            if (attribute.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Utf8(params string[] names) => Array.ConvertAll(names, System.Text.Encoding.UTF8.GetBytes);
}
