using Npgsql;
using Tta.Integrations.Tests.Servers;

namespace Tta.Integrations.Tests.Providers;

/// <summary>
/// What any project of Supabase does for our client, whatever its schema is: the same questions for the test's own server and for the
/// real project whose address and key are in the environment (<c>SUPABASE_URL</c>, <c>SUPABASE_ANON_KEY</c> ...). Nothing is written.
/// </summary>
public sealed class SupabaseProviderTests
{
    [RequiresFact("postgres")]
    public async Task Own_server_answers_as_a_project_does()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await using (NpgsqlConnection connection = await database.ConnectAsync())
        {
            await using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = "create table notes (id int primary key, title text); insert into notes values (1, 'a'), (2, 'b'), (3, 'c')";
            await command.ExecuteNonQueryAsync();
        }

        await using LocalServer server = await new SupabaseServer(database).StartAsync();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SupabaseProject.UrlVariable] = server.Address.AbsoluteUri, ["SUPABASE_SERVICE_ROLE_KEY"] = "key", [SupabaseProject.TableVariable] = "notes",
        };

        await AskAsync(new SupabaseProject(variables.GetValueOrDefault));
    }

    [SupabaseProjectFact]
    public Task Project_of_the_environment_answers() => AskAsync(new SupabaseProject(Environment.GetEnvironmentVariable));

    [Fact]
    public void Without_address_or_key_the_reason_names_what_to_set()
    {
        Assert.Contains("SUPABASE_URL and one of SUPABASE_KEY, SUPABASE_ANON_KEY", new SupabaseProject(_ => null).WhyNot, StringComparison.Ordinal);
        Assert.NotNull(new SupabaseProject(name => name == SupabaseProject.UrlVariable ? "https://p.supabase.test" : "").WhyNot);
    }

    private static async Task AskAsync(SupabaseProject project)
    {
        Assert.Null(project.WhyNot);
        using SupabaseClient client = project.Client();
        string nothing = $"none_{Guid.NewGuid():N}";

        ServiceException noTable = await Assert.ThrowsAsync<ServiceException>(() => client.ExecuteAsync(SupabaseTable.Named(nothing).Select()));
        ServiceException noUser = await Assert.ThrowsAsync<ServiceException>(() => client.Auth.SignInAsync($"{nothing}@example.org", nothing));
        IReadOnlyList<string> noFiles = await client.Storage.ListAsync(nothing);

        Assert.Equal(("not_found", 404, false), (noTable.ErrorType, noTable.StatusCode, noTable.IsTransient));
        Assert.True(noTable.Code is "PGRST205" or "42P01", noTable.Message); // PostgREST's own code since version 13, PostgreSQL's before.
        Assert.InRange(noUser.StatusCode!.Value, 400, 499);
        Assert.False(noUser.IsTransient);
        Assert.Empty(noFiles);
        if (project.Table is { } table)
        {
            SupabaseResult page = await client.ExecuteAsync(SupabaseTable.Named(table).Take(2).Select(count: true));
            Assert.Equal(Math.Min(2, page.Count!.Value), page.Data.GetArrayLength());
        }
    }
}
