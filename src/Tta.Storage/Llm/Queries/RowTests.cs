using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Makes tests of the conditions of a query.</summary>
internal static class RowTests
{
    /// <summary>Tests of the window and of all conditions on what is in memory, and then that of content.</summary>
    /// <exception cref="ArgumentException">A condition makes no sense for the view.</exception>
    public static List<IRowTest> Of(IRowFields fields, LlmQuery query, IRowTest? onDisk)
    {
        foreach (LlmCondition condition in query.Conditions)
        {
            FieldTable.Check(fields.View, condition);
        }

        List<IRowTest> tests = [];
        foreach (LlmCondition condition in query.Conditions)
        {
            if (!FieldTable.IsOnDisk(condition.Field))
            {
                tests.Add(Of(fields, condition));
            }
        }

        tests.Insert(0, fields.InWindow(query.StartNs, query.EndNs));
        if (onDisk is not null)
        {
            tests.Add(onDisk);
        }

        return tests;
    }

    public static IRowTest Of(IRowFields fields, LlmCondition condition)
    {
        if (fields.Special(condition) is { } special)
        {
            return special;
        }

        switch (FieldTable.KindOf(condition.Field))
        {
            case FieldKind.Number:
                return new NumberTest(condition, fields.Numbers(condition.Field));
            case FieldKind.Texts:
                return new CodeTest(fields.Codes(condition.Field), code => TextTest.Holds(condition, fields.TagsOf(code)));
            default:
                return CodeTest.Of(condition, fields.Codes(condition.Field));
        }
    }
}
