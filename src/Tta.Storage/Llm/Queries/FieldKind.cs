namespace Tta.Storage.Llm.Queries;

/// <summary>What the values of a field are, which decides the operators that it knows.</summary>
internal enum FieldKind
{
    Text,
    Texts,
    Number,
}
