using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Tta.Observability.Tests.Fakes;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class RedactorTests
{
    [Theory]
    [MemberData(nameof(Canaries.All), MemberType = typeof(Canaries))]
    public void A_known_form_of_secret_is_hidden_wherever_it_stands(string kind, string secret)
    {
        Redactor redactor = Build();
        string[] texts =
        [
            secret, $"before {secret} after", $"({secret})", $"key='{secret}'", $"{{\"content\":\"{secret}\"}}", $"first line\n{secret}\nlast line",
            $"https://example.com/?q={secret}&x=1",
        ];

        Assert.All(texts, text =>
        {
            string hidden = redactor.Text(text);
            Assert.False(hidden.Contains(secret, StringComparison.Ordinal), $"{kind} in: {text}");
            Assert.Contains(SecretPatterns.Replacement, hidden, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]")]
    [InlineData("authorization=bearer abc", "authorization=bearer [redacted]")]
    [InlineData("Bearer abcdefghijklmnopqrstuvwxyz", "Bearer [redacted]")]
    [InlineData("postgres://app:hunter2@db:5432/app", "postgres://app:[redacted]@db:5432/app")]
    [InlineData("https://x.test/?api_key=abc123&page=2", "https://x.test/?api_key=[redacted]&page=2")]
    [InlineData("Server=db;User=app;Password=hunter2;", "Server=db;User=app;Password=[redacted];")]
    [InlineData("{\"password\": \"hunter2\", \"user\": \"app\"}", "{\"password\": \"[redacted]\", \"user\": \"app\"}")]
    [InlineData("{\\\"api_key\\\":\\\"hunter2\\\"}", "{\\\"api_key\\\":\\\"[redacted]\\\"}")]
    [InlineData("OPENAI_API_KEY=abcdef", "OPENAI_API_KEY=[redacted]")]
    public void What_surrounds_a_secret_stays(string text, string hidden) => Assert.Equal(hidden, Build().Text(text));

    [Theory]
    [InlineData("The password is checked by the signature of the token.")]
    [InlineData("task-abcdefghijklmnopqrstuvwxyz risk-management-in-small-companies")]
    [InlineData("Bearer of bad news; basic understanding of keys: one, two.")]
    [InlineData("https://example.com:8080/path?page=2&sort=asc")]
    [InlineData("{\"tokens\": 12, \"token_type\": \"input\", \"key\": \"value\"}")]
    [InlineData("time 12:30:45, ratio 3:1, user@example.com")]
    [InlineData("eyJ is how base64 of a JSON object starts")]
    public void Ordinary_text_stays_the_same_instance(string text) => Assert.Same(text, Build().Text(text));

    [Fact]
    public void Values_of_secret_environment_variables_are_hidden_in_every_spelling()
    {
        Redactor redactor = Build(environment: new(StringComparer.Ordinal)
        {
            ["GRAFANA_CLOUD_TOKEN"] = "plain/words+here\"quoted",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Basic%20c2VjcmV0LXNlY3JldA==,x-tenant=7",
            ["MY_PASSWORD"] = "short",
            ["SSH_KEY"] = "/home/me/.ssh/id",
            ["HOME_CITY"] = "Reykjavik-City",
        });

        Assert.Equal("a [redacted] b", redactor.Text("a plain/words+here\"quoted b"));
        Assert.Equal("?t=[redacted]", redactor.Text("?t=plain%2Fwords%2Bhere%22quoted"));
        Assert.Equal("{\"a\":\"[redacted]\"}", redactor.Text("{\"a\":\"plain/words+here\\\"quoted\"}"));
        Assert.Equal("sent [redacted] along", redactor.Text("sent Basic c2VjcmV0LXNlY3JldA== along"));
        const string Ordinary = "short /home/me/.ssh/id Reykjavik-City 7";
        Assert.Same(Ordinary, redactor.Text(Ordinary));
    }

    [Fact]
    public void Secret_values_of_the_program_are_hidden_longest_first()
    {
        Redactor redactor = Build(options =>
        {
            options.SecretValues.Add("tiger");
            options.SecretValues.Add("tiger-lily");
        });

        Assert.Equal("[redacted] and [redacted]!", redactor.Text("tiger-lily and tiger!"));
    }

    [Fact]
    public void Own_rules_are_applied_and_named()
    {
        Redactor redactor = Build(options => options.Rules.Add(new RedactionRule("ticket", "TCK-[0-9]+")));

        Assert.Equal("see [redacted:ticket].", redactor.Text("see TCK-1234."));
    }

    [Fact]
    public void A_rule_that_needs_backtracking_is_refused() =>
        Assert.Throws<ArgumentException>(() => new RedactionRule("bad", @"(a)\1"));

    [Theory]
    [InlineData("http://x.test/?q=jane.doe%40example.com&n=1", "http://x.test/?q=[redacted:email]&n=1")]
    [InlineData("http://x.test/?q=%2B49%20151%202345-6789", "http://x.test/?q=[redacted:phone]")]
    [InlineData("http://x.test/?q=a%20b", "http://x.test/?q=a%20b")]
    [InlineData("100% of jane.doe@example.com", "100% of [redacted:email]")]
    public void What_an_address_spells_with_percent_signs_is_hidden_too(string text, string hidden) =>
        Assert.Equal(hidden, Build(options => options.PersonalData = true).Text(text));

    [Theory]
    [InlineData("+49 151 2345-6789", "[redacted:phone]")]
    [InlineData("+1 (555) 123-4567", "[redacted:phone]")]
    [InlineData("(555) 123-4567", "[redacted:phone]")]
    [InlineData("555.123.4567", "[redacted:phone]")]
    [InlineData("+12 34", "+12 34")]
    [InlineData("1795186246.31", "1795186246.31")]
    [InlineData("8.8.8.8", "[redacted:ip]")]
    [InlineData("2001:db8::ff00:42:8329", "[redacted:ip]")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("172.20.0.1", "172.20.0.1")]
    [InlineData("192.168.0.1", "192.168.0.1")]
    [InlineData("fe80::1", "fe80::1")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("999.1.2.3", "999.1.2.3")]
    public void Phones_and_public_addresses_are_personal_data(string text, string hidden) =>
        Assert.Equal($"at {hidden}.", Build(options => options.PersonalData = true).Text($"at {text}."));

    [Fact]
    public void Personal_data_is_hidden_on_request_only()
    {
        const string Text = "mail jane.doe@example.com, card 4111 1111 1111 1111, order 4111 1111 1111 1112, ssn 078-05-1120, iban DE89 3704 0044 0532 0130 00";

        Assert.Same(Text, Build().Text(Text));
        Assert.Equal(
            "mail [redacted:email], card [redacted:card], order 4111 1111 1111 1112, ssn [redacted:ssn], iban [redacted:iban]",
            Build(options => options.PersonalData = true).Text(Text));
    }

    [Theory]
    [InlineData("4111 1111 1111 1111 12/27", "[redacted:card] 12/27")]
    [InlineData("4111-1111-1111-1111 737", "[redacted:card] 737")]
    [InlineData("3782 822463 10005 1234", "[redacted:card] 1234")]
    [InlineData("4111 1111 1111 1112 12/27", "4111 1111 1111 1112 12/27")]
    [InlineData("4111 1111 1111 12/27", "4111 1111 1111 12/27")]
    public void A_card_is_hidden_without_what_follows_its_number(string text, string hidden) =>
        Assert.Equal($"card {hidden}.", Build(options => options.PersonalData = true).Text($"card {text}."));

    [Fact]
    public void A_mask_that_throws_leaves_nothing()
    {
        Redactor redactor = Build(options => options.Mask = _ => throw new InvalidOperationException());

        Assert.Equal("<fully masked due to failed mask function>", redactor.Text("anything"));
    }

    [Theory]
    [InlineData("http.request.header.authorization", "x", true)]
    [InlineData("X-Api-Key", "x", true)]
    [InlineData("db.password", "x", true)]
    [InlineData("Set-Cookie", "x", true)]
    [InlineData("gen_ai.usage.input_tokens", "12", false)]
    [InlineData("token.type", "input", false)]
    [InlineData("primitive.name", "Parse", false)]
    [InlineData("key", "cache", false)]
    public void Attributes_are_hidden_by_name(string name, string value, bool isHidden) =>
        Assert.Equal(isHidden ? SecretPatterns.Replacement : value, Build().Attribute(name, value));

    [Fact]
    public void Attributes_of_any_type_are_covered()
    {
        Redactor redactor = Build();
        object boxed = 12;

        Assert.Same(boxed, redactor.Attribute("tokens", boxed));
        Assert.Equal(new[] { "a", "[redacted]" }, redactor.Attribute("list", new[] { "a", Canaries.OpenAi }));
        Assert.Equal("at https://u:[redacted]@h/", redactor.Attribute("uri", new Holder("at https://u:hunter2@h/")));
        Assert.Null(redactor.Attribute("none", null));
    }

    [Fact]
    public void A_span_is_cleaned_in_every_part()
    {
        using var source = new ActivitySource("redactor-" + Guid.NewGuid());
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        string secret = Canaries.OpenAi;
        var linked = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        using Activity span = source.StartActivity($"name {secret}", ActivityKind.Internal, default(ActivityContext), [new("tag", secret), new("kept", "yes")], [new ActivityLink(linked, new() { ["link"] = secret })])!;
        span.AddEvent(new ActivityEvent($"event {secret}", tags: new() { ["inner"] = secret, ["kept"] = "too" }));
        span.AddException(new InvalidOperationException($"failed with {secret}"));
        span.SetStatus(ActivityStatusCode.Error, $"status {secret}");
        span.Stop();

        Build().Span(span);

        string all = string.Join(' ',
        [
            span.DisplayName, span.StatusDescription!, .. span.TagObjects.Select(Show),
            .. span.Events.SelectMany(item => item.Tags.Select(Show).Prepend(item.Name)), .. span.Links.SelectMany(link => link.Tags!.Select(Show)),
        ]);
        Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.Contains("kept=yes", all, StringComparison.Ordinal);
        Assert.Contains("kept=too", all, StringComparison.Ordinal);
        Assert.Contains("event [redacted]", all, StringComparison.Ordinal);
        Assert.Contains("link=[redacted]", all, StringComparison.Ordinal);
        Assert.Contains("failed with [redacted]", all, StringComparison.Ordinal);
        Assert.Equal(ActivityStatusCode.Error, span.Status);

        static string Show(KeyValuePair<string, object?> tag) => $"{tag.Key}={tag.Value}";
    }

    [Fact]
    public void Hiding_twice_changes_nothing_more() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            Gen.Elements(Canaries.Values).ToArbitrary(),
            (text, secret) =>
            {
                Redactor redactor = Build();
                string hidden = redactor.Text(text.Get + " " + secret + " " + text.Get);
                return !hidden.Contains(secret, StringComparison.Ordinal) && redactor.Text(hidden) == hidden;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Clean_text_costs_no_memory()
    {
        Redactor redactor = Build(environment: new(StringComparer.Ordinal) { ["A_TOKEN"] = "a-secret-value" });

        Assert.Equal(0, Allocations.PerCall(() => redactor.Text("primitive.Parse read 12 pages of report.pdf in 30 ms")));
        Assert.Equal(0, Allocations.PerCall(() => redactor.Attribute("primitive.name", "Parse")));
    }

    [Fact]
    public void Hostile_text_of_a_megabyte_is_answered()
    {
        // Expressions that backtrack would not end on these within the life of the test run.
        Redactor redactor = Build(options => options.PersonalData = true);
        foreach (string part in (string[])["a://a:", "sk-", "-----BEGIN A PRIVATE KEY-----", "eyJaaaaaaaa.", "\\\"password\\\":", "1-", "a@", "api_"])
        {
            Assert.NotEmpty(redactor.Text(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))));
        }
    }

    [Fact]
    public void LabelGuard_EqualTextsOfDifferentInstances_AreCleanEachTime()
    {
        var guard = new LabelGuard(Build());
        for (int i = 0; i < 3; i++)
        {
            Assert.True(guard.IsClean(new KeyValuePair<string, object?>("server.address", new string("127.0.0.1"))));
            Assert.True(guard.IsClean(new KeyValuePair<string, object?>("server.port", 4318)));
            Assert.False(guard.IsClean(new KeyValuePair<string, object?>("key", new string("sk-abcdefghijklmnopqrstuvwx12345678"))));
        }
    }

    private static Redactor Build(Action<RedactionOptions>? configure = null, Dictionary<string, string>? environment = null)
    {
        var options = new RedactionOptions();
        configure?.Invoke(options);
        return new Redactor(options, environment ?? []);
    }

    private sealed record Holder(string Text)
    {
        public override string ToString() => Text;
    }
}
