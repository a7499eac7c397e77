using Tta.Integrations;
using Tta.Integrations.Testing;
using Tta.Primitives;

namespace Guide;

/// <summary>Small steps that the examples compose; the models answer offline.</summary>
internal static class Steps
{
    public static Primitive<string, string> InputProcessor { get; } = Workflow.Step<string, string>("InputProcessor", static text => text.Trim());

    public static Primitive<string, string> OutputFormatter { get; } = Workflow.Step<string, string>("OutputFormatter", static text => text + "\n");

    public static Primitive<string, string> FastModel { get; } = Ask("FastModel", "gpt-4o-mini");

    public static Primitive<string, string> QualityModel { get; } = Ask("QualityModel", "gpt-4o");

    private static Primitive<string, string> Ask(string name, string model) => new ChatPrimitive<string, string>(
        name, new OfflineChatClient(new OfflineModel(model, "openai")), static (text, _) => new ChatPrompt(text), static (reply, _) => reply.Text);
}
