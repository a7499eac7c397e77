// The part of PostgREST (https://docs.postgrest.org, "Tables and Views", "Functions as RPC") that clients of Supabase use most: select with
// filters, order, limit and count; insert, upsert, update, delete; functions; errors with SQLSTATE and PostgREST's status.

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Npgsql;
using NpgsqlTypes;

namespace Tta.Integrations.Tests.Servers;

/// <summary>Answers REST requests from a real PostgreSQL.</summary>
internal sealed class PostgrestServer(PostgresServer database)
{
    private static readonly HashSet<string> s_notFilters = ["select", "order", "limit", "offset", "on_conflict", "columns"];

    public async Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Trim('/').Split('/');
        await using NpgsqlConnection connection = await database.ConnectAsync();
        try
        {
            await (path switch
            {
                ["rest", "v1", "rpc", var function] => CallAsync(context, connection, function),
                ["rest", "v1", var table] => TableAsync(context, connection, table),
                _ => FailAsync(context, StatusCodes.Status404NotFound, "PGRST125", "invalid path"),
            });
        }
        catch (PostgresException e)
        {
            await FailAsync(context, StatusOf(e.SqlState), e.SqlState, e.MessageText, e.Detail, e.Hint);
        }
    }

    private static Task TableAsync(HttpContext context, NpgsqlConnection connection, string table) => context.Request.Method switch
    {
        "GET" or "HEAD" => SelectAsync(context, connection, table),
        "POST" => InsertAsync(context, connection, table),
        "PATCH" => UpdateAsync(context, connection, table),
        "DELETE" => WriteAsync(context, connection, StatusCodes.Status200OK, command => $"delete from {Name(table)}{Where(context.Request.Query, command)}"),
        _ => FailAsync(context, StatusCodes.Status405MethodNotAllowed, "PGRST117", "unsupported method"),
    };

    private static async Task SelectAsync(HttpContext context, NpgsqlConnection connection, string table)
    {
        IQueryCollection query = context.Request.Query;
        await using NpgsqlCommand command = connection.CreateCommand();
        string where = Where(query, command);
        long? total = null;
        if (Prefers(context, "count=exact"))
        {
            command.CommandText = $"select count(*) from {Name(table)}{where}";
            total = (long)(await command.ExecuteScalarAsync())!;
        }

        command.CommandText = $"select {Columns(query["select"])} from {Name(table)}{where}{Order(query["order"])}{Number(" limit ", query["limit"])}{Number(" offset ", query["offset"])}";
        JsonArray rows = await RowsAsync(command);
        int first = query["offset"].Count > 0 ? int.Parse(query["offset"]!, CultureInfo.InvariantCulture) : 0;
        string range = rows.Count == 0 ? "*" : $"{first}-{first + rows.Count - 1}";
        context.Response.Headers.ContentRange = $"{range}/{total?.ToString(CultureInfo.InvariantCulture) ?? "*"}";
        int status = total > rows.Count ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        await SendAsync(context, rows, context.Request.Method is "HEAD" && total is not null ? StatusCodes.Status200OK : status);
    }

    private static async Task InsertAsync(HttpContext context, NpgsqlConnection connection, string table)
    {
        JsonNode body = await context.Request.JsonAsync();
        JsonArray rows = body as JsonArray ?? [body];
        string[] columns = [.. rows.SelectMany(row => row!.AsObject().Select(member => member.Key)).Distinct(StringComparer.Ordinal)];
        string names = string.Join(", ", columns.Select(Name));
        string conflict = "";
        if (Prefers(context, "resolution=merge-duplicates"))
        {
            string key = context.Request.Query["on_conflict"] is { Count: > 0 } given ? string.Join(", ", $"{given}".Split(',').Select(Name)) : Name("id");
            conflict = $" on conflict ({key}) do update set {string.Join(", ", columns.Select(column => $"{Name(column)} = excluded.{Name(column)}"))}";
        }

        await WriteAsync(context, connection, StatusCodes.Status201Created, command =>
        {
            string parameter = Parameter(command, rows.ToJsonString(), NpgsqlDbType.Json);
            return $"insert into {Name(table)} ({names}) select {names} from json_populate_recordset(null::{Name(table)}, {parameter}){conflict}";
        });
    }

    private static async Task UpdateAsync(HttpContext context, NpgsqlConnection connection, string table)
    {
        JsonObject changes = (await context.Request.JsonAsync()).AsObject();
        await WriteAsync(context, connection, StatusCodes.Status200OK, command =>
        {
            string parameter = Parameter(command, changes.ToJsonString(), NpgsqlDbType.Json);
            string set = string.Join(", ", changes.Select(change => $"{Name(change.Key)} = (json_populate_record(null::{Name(table)}, {parameter})).{Name(change.Key)}"));
            return $"update {Name(table)} set {set}{Where(context.Request.Query, command)}";
        });
    }

    private static async Task CallAsync(HttpContext context, NpgsqlConnection connection, string function)
    {
        JsonObject arguments = (await context.Request.JsonAsync()).AsObject();
        await using NpgsqlCommand command = connection.CreateCommand();
        string list = string.Join(", ", arguments.Select(argument => $"{Name(argument.Key)} => {Parameter(command, $"{argument.Value}", NpgsqlDbType.Unknown)}"));
        command.CommandText = $"select to_json({Name(function)}({list}))::text";
        await context.Response.WriteJsonAsync(await command.ExecuteScalarAsync() is string json ? JsonNode.Parse(json) : null);
    }

    private static async Task WriteAsync(HttpContext context, NpgsqlConnection connection, int status, Func<NpgsqlCommand, string> statement)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        string text = statement(command);
        if (Prefers(context, "return=representation"))
        {
            command.CommandText = $"{text} returning {Columns(context.Request.Query["select"])}";
            await SendAsync(context, await RowsAsync(command), status);
            return;
        }

        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
        context.Response.StatusCode = status is StatusCodes.Status201Created ? status : StatusCodes.Status204NoContent;
    }

    /// <summary>The rows, as PostgreSQL itself writes them in JSON.</summary>
    private static async Task<JsonArray> RowsAsync(NpgsqlCommand command)
    {
        command.CommandText = $"with answer as ({command.CommandText}) select coalesce(json_agg(answer), '[]')::text from answer";
        return JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)!.AsArray();
    }

    private static Task SendAsync(HttpContext context, JsonArray rows, int status)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("application/vnd.pgrst.object+json", StringComparison.Ordinal))
        {
            return context.Response.WriteJsonAsync(rows, status);
        }

        return rows.Count == 1
            ? context.Response.WriteJsonAsync(rows[0], status)
            : FailAsync(context, StatusCodes.Status406NotAcceptable, "PGRST116", "cannot coerce the result to one object", $"the result contains {rows.Count} rows");
    }

    private static Task FailAsync(HttpContext context, int status, string code, string message, string? details = null, string? hint = null) =>
        context.Response.WriteJsonAsync(new JsonObject { ["code"] = code, ["message"] = message, ["details"] = details, ["hint"] = hint }, status);

    private static int StatusOf(string sqlState) => sqlState switch
    {
        "23503" or "23505" => StatusCodes.Status409Conflict,
        "42P01" or "42883" => StatusCodes.Status404NotFound,
        "42501" => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status400BadRequest,
    };

    private static string Where(IQueryCollection query, NpgsqlCommand command)
    {
        string[] conditions = [.. query.Where(pair => !s_notFilters.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(value => Condition(pair.Key, value!, command)))];
        return conditions.Length == 0 ? "" : $" where {string.Join(" and ", conditions)}";
    }

    private static string Condition(string column, string expression, NpgsqlCommand command)
    {
        (string op, string value) = expression.Split('.', 2) is [var first, var rest] ? (first, rest) : throw new BadHttpRequestException($"no filter: {expression}");
        return op switch
        {
            "not" => $"not ({Condition(column, value, command)})",
            "is" => $"{Name(column)} is {(value is "null" or "true" or "false" ? value : throw new BadHttpRequestException(value))}",
            "in" => $"{Name(column)} in ({string.Join(", ", Listed(value).Select(item => Parameter(command, item, NpgsqlDbType.Unknown)))})",
            "like" or "ilike" => $"{Name(column)} {op} {Parameter(command, value.Replace('*', '%'), NpgsqlDbType.Unknown)}",
            _ => $"{Name(column)} {Operator(op)} {Parameter(command, value, NpgsqlDbType.Unknown)}",
        };
    }

    private static string Operator(string op) => op switch
    {
        "eq" => "=",
        "neq" => "<>",
        "gt" => ">",
        "gte" => ">=",
        "lt" => "<",
        "lte" => "<=",
        _ => throw new BadHttpRequestException($"no operator: {op}"),
    };

    /// <summary>The items of <c>(a,"b,c")</c>.</summary>
    private static IEnumerable<string> Listed(string list)
    {
        var item = new System.Text.StringBuilder();
        bool isQuoted = false;
        for (int i = 1; i < list.Length; i++)
        {
            char c = list[i];
            if (isQuoted && c == '\\')
            {
                item.Append(list[++i]);
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && c is ',' or ')' && !isQuoted)
            {
                yield return item.ToString();
                item.Clear();
            }
            else
            {
                item.Append(c);
            }
        }
    }

    private static string Columns(StringValues select) =>
        select.Count == 0 || $"{select}" is "*" ? "*" : string.Join(", ", $"{select}".Split(',').Select(column => Name(column.Trim())));

    private static string Order(StringValues order) => order.Count == 0
        ? ""
        : " order by " + string.Join(", ", $"{order}".Split(',').Select(part => part.Split('.') is [var column, "desc", ..] ? $"{Name(column)} desc" : Name(part.Split('.')[0])));

    private static string Number(string keyword, StringValues value) =>
        value.Count == 0 ? "" : keyword + long.Parse(value!, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static bool Prefers(HttpContext context, string preference) =>
        context.Request.Headers["Prefer"].ToString().Contains(preference, StringComparison.Ordinal);

    private static string Parameter(NpgsqlCommand command, string value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return $"${command.Parameters.Count}";
    }

    private static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
