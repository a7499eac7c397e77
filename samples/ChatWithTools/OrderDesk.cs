using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Primitives;

namespace ChatWithTools;

/// <summary>A help desk: the model asks for the state of an order and for the day of its delivery before it answers.</summary>
internal static partial class OrderDesk
{
    private static readonly Dictionary<int, string> s_states = new() { [1042] = "shipped", [1077] = "packed" };

    private static readonly string[] s_questions = ["Where is order 1042?", "And what about order 1077?", "Did I order 9999?"];

    public static async Task RunAsync(TextWriter output)
    {
        IChatClient model = new InstrumentedChatClient(new OfflineChatClient(new OfflineModel("gpt-4o-mini", "openai")
        {
            MinLatency = TimeSpan.FromMilliseconds(60),
            MaxLatency = TimeSpan.FromMilliseconds(140),
            Answer = Decide,
        }));
        using ToolCallingChatClient client = new(model);
        ChatPrimitive ask = new("AnswerQuestion", client, new ChatPrimitiveOptions
        {
            Instructions = "You answer questions about orders. Look orders up; never guess.",
            Chat = new ChatOptions
            {
                Tools =
                [
                    AIFunctionFactory.Create(StateOf, "order_state", "State of an order: packed, shipped or unknown"),
                    AIFunctionFactory.Create(DeliveryDayOf, "delivery_day", "Day on which an order arrives"),
                ],
            },
        });
        Primitive<ChatPrompt, ChatReply> desk = ask.Named("order-desk");
        foreach (string question in s_questions)
        {
            ChatReply reply = await desk.ExecuteAsync(question);
            int tools = reply.Response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Count();
            await output.WriteLineAsync($"{question}\n  {reply.Text} ({tools} tools, {reply.Usage.TotalTokens} tokens)");
        }
    }

    private static string StateOf(int order) => s_states.GetValueOrDefault(order, "unknown");

    private static string DeliveryDayOf(int order) => new DateOnly(2026, 12, 1).AddDays(order % 7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // What a model would do by itself: look up, look up the day where it helps, then tell.
    private static OfflineAnswer Decide(OfflineRequest request)
    {
        int order = int.Parse(OrderNumber().Match(request.Prompt).Value, CultureInfo.InvariantCulture);
        Dictionary<string, object?> argument = new() { ["order"] = order };
        string[] results = [.. request.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(result => $"{result.Result}")];
        return results switch
        {
            [] => OfflineAnswer.CallTool("call-1", "order_state", argument),
            ["unknown"] => $"There is no order {order}.",
            [_] => OfflineAnswer.CallTool("call-2", "delivery_day", argument),
            [var state, var day, ..] => $"Order {order} is {state} and arrives on {day}.",
        };
    }

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex OrderNumber();
}
