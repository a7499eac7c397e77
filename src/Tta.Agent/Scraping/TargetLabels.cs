// Spec: Prometheus honor_labels: clashing labels of the page are renamed exported_<label>, or win.
using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>Joins the labels of a line with those of its target.</summary>
internal static class TargetLabels
{
    public static Labels Merge(Labels scraped, Labels target, bool honorLabels)
    {
        LabelsBuilder builder = scraped.ToBuilder();
        foreach (Label label in target.Span)
        {
            if (!honorLabels || !scraped.Has(label.Name))
            {
                builder.Set(label.Name, label.Value);
            }
        }

        if (honorLabels)
        {
            return builder.Build();
        }

        foreach (Label label in Clashes(scraped, target))
        {
            string name = label.Name;
            do
            {
                name = "exported_" + name;
            }
            while (builder[name].Length > 0);
            builder.Set(name, label.Value);
        }

        return builder.Build();
    }

    // Shorter names first, so that job takes exported_job before exported_job looks for another place.
    private static List<Label> Clashes(Labels scraped, Labels target)
    {
        var clashes = new List<Label>();
        foreach (Label label in scraped.Span)
        {
            if (target.Has(label.Name))
            {
                clashes.Add(label);
            }
        }

        clashes.Sort(static (a, b) => a.Name.Length != b.Name.Length ? a.Name.Length.CompareTo(b.Name.Length) : string.CompareOrdinal(a.Name, b.Name));
        return clashes;
    }
}
