using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Collects values of one field: one is itself, several are a list.</summary>
internal struct FieldValues
{
    private Static _first;
    private List<AnyValue>? _all;

    public void Add(in Static value)
    {
        if (value.IsNil)
        {
            return;
        }

        if (_first.IsNil)
        {
            _first = value;
            return;
        }

        if (_all is null)
        {
            _all = [];
            AddElements(_first);
        }

        AddElements(value);
    }

    public readonly Static ToStatic() => _all is null ? _first : Static.From(_all);

    // Durations have no list of their own; whole numbers compare with them in nanoseconds.
    private readonly void AddElements(in Static value)
    {
        if (value.Type.IsArray())
        {
            _all!.AddRange(value.Elements);
        }
        else
        {
            _all!.Add(value.Type == StaticType.Duration ? AnyValue.From(value.Bits) : value.ToAnyValue());
        }
    }
}
