using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>The fields of the rows of a view. Used under the lock of the store.</summary>
internal interface IRowFields
{
    LlmView View { get; }

    int RowCount { get; }

    /// <summary>Narrows to rows that exist and whose time lies in a window.</summary>
    IRowTest InWindow(long startNs, long endNs);

    /// <summary>A text field; tags are joined by commas.</summary>
    CodeSource Codes(LlmField field);

    NumberSource Numbers(LlmField field);

    /// <summary>Tags of a code of <see cref="LlmField.Tags"/>.</summary>
    IReadOnlyList<string> TagsOf(int code);

    /// <summary>The condition as a test of its own, if rows can be found faster than by their texts.</summary>
    IRowTest? Special(LlmCondition condition);

    /// <summary>Decides the order of rows whose keys are equal; different for any two rows.</summary>
    string OrderId(int row);
}
