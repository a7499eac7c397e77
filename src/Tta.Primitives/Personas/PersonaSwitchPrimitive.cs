namespace Tta.Primitives;

/// <summary>Runs a part of a workflow on behalf of another persona.</summary>
internal sealed class PersonaSwitchPrimitive<TIn, TOut>(string persona, string? chatMode, IPrimitive<TIn, TOut> inner)
    : Primitive<TIn, TOut>("PersonaSwitch", "PersonaSwitch")
{
    private const string NoPersona = "none";
    private readonly IPrimitive<TIn, TOut> _inner = Observed.Of(inner);

    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("as " + persona, _inner)];

    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        WorkflowContext switched = context.WithPersona(persona, chatMode);
        if (!string.Equals(context.Persona, persona, StringComparison.Ordinal))
        {
            string from = context.Persona ?? NoPersona;
            Measure.Count(PrimitiveTelemetry.PersonaSwitches, switched, new("from", from), new("to", persona));
            CurrentSpan.Set("persona.from", from);
            CurrentSpan.Set("persona.to", persona);
            Log.PersonaSwitched(TtaLogging.Logger, from, persona, context.WorkflowId);
        }

        return _inner.ExecuteAsync(input, switched, cancellationToken);
    }
}
