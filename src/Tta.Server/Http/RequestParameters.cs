using Microsoft.Extensions.Primitives;

namespace Tta.Server.Http;

/// <summary>
/// The parameters of a query request: the URL's, and for a form-encoded POST the body's too, as Prometheus and Loki read them. For
/// one value the form goes first; for repeated ones both count.
/// </summary>
internal readonly struct RequestParameters
{
    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;

    private RequestParameters(IQueryCollection query, IFormCollection? form)
    {
        _query = query;
        _form = form;
    }

    /// <summary>First value of a parameter, "" when absent.</summary>
    public string this[string name]
    {
        get
        {
            if (_form is not null && _form.TryGetValue(name, out StringValues fromForm) && fromForm.Count > 0)
            {
                return fromForm[0] ?? "";
            }

            return _query.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[0] ?? "" : "";
        }
    }

    public static async ValueTask<RequestParameters> ReadAsync(HttpContext context)
    {
        IFormCollection? form = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : null;
        return new RequestParameters(context.Request.Query, form);
    }

    /// <summary>All values of a repeatable parameter.</summary>
    public IReadOnlyList<string> All(string name)
    {
        var values = new List<string>();
        AddTo(values, _form is not null && _form.TryGetValue(name, out StringValues fromForm) ? fromForm : default);
        AddTo(values, _query.TryGetValue(name, out StringValues fromQuery) ? fromQuery : default);
        return values;
    }

    private static void AddTo(List<string> target, StringValues values)
    {
        foreach (string? value in values)
        {
            if (value is not null)
            {
                target.Add(value);
            }
        }
    }
}
