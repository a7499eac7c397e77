using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Tta.Integrations.Testing;
using Tta.Primitives;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Chat;

public sealed partial class StructuredChatPrimitiveTests
{
    [Theory]
    [InlineData("""{"city":"Oslo","celsius":4}""")]
    [InlineData("```json\n{\"city\":\"Oslo\",\"celsius\":4}\n```")]
    [InlineData("  {\"city\":\"Oslo\",\"celsius\":4}\n")]
    public async Task Answer_IsReadAsTheType(string answer)
    {
        ChatOptions? seen = null;
        StructuredChatPrimitive<string, Weather> ask = Ask(request =>
        {
            seen = request.Options;
            return answer;
        });

        Assert.Equal(new Weather("Oslo", 4), await ask.ExecuteAsync("Oslo"));

        ChatResponseFormatJson format = Assert.IsType<ChatResponseFormatJson>(seen!.ResponseFormat);
        Assert.Equal("AskWeather", format.SchemaName);
        Assert.Contains("celsius", format.Schema!.Value.GetRawText());
    }

    [Fact]
    public async Task AnswerThatDoesNotFit_IsTriedAgain()
    {
        ManualTimeProvider time = new();
        int calls = 0;
        Primitive<string, Weather> ask = Ask(_ => ++calls == 1 ? "It is cold." : """{"city":"Oslo","celsius":4}""")
            .WithRetry(new RetryOptions { MaxRetries = 1, BaseDelay = TimeSpan.Zero });

        Assert.Equal(4, (await ask.ExecuteAsync("Oslo", new WorkflowContext(time))).Celsius);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Failure_NamesTypeAndModelButNotTheAnswer()
    {
        InvalidModelOutputException error = await Assert.ThrowsAsync<InvalidModelOutputException>(() => Ask(_ => "secret words").ExecuteAsync("Oslo").AsTask());

        Assert.Contains("Weather", error.Message);
        Assert.Contains("gpt-4o-mini", error.Message);
        Assert.DoesNotContain("secret words", error.Message);
    }

    private static StructuredChatPrimitive<string, Weather> Ask(Func<OfflineRequest, OfflineAnswer> answer)
        => new("AskWeather", new OfflineChatClient(new OfflineModel("gpt-4o-mini") { Answer = answer }), (city, _) => $"weather in {city}?", WeatherJson.Default.Weather);

    internal sealed record Weather(string City, int Celsius);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Weather))]
    private sealed partial class WeatherJson : JsonSerializerContext;
}
