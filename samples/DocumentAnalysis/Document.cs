namespace DocumentAnalysis;

/// <summary>A document as it arrives.</summary>
internal sealed record Document(string Id, string Kind, string Title, string Text);

/// <summary>A document that was read: its words are counted and its claims found.</summary>
/// <param name="Source">The document.</param>
/// <param name="Claims">Sentences that state a figure or a date, which is what can be checked.</param>
/// <param name="References">Register numbers that the text cites.</param>
/// <param name="WordCount">Words of the text.</param>
internal sealed record ParsedDocument(Document Source, IReadOnlyList<string> Claims, IReadOnlyList<string> References, int WordCount);

/// <summary>What the analyst made of a document.</summary>
internal sealed record Summary(string Text, string Model);

/// <summary>The result of one check of the reviewer.</summary>
internal sealed record FactCheck(string Kind, bool Passed, string Finding);

/// <summary>What comes out at the end.</summary>
internal sealed record Report(string DocumentId, string Title, string Verdict, string Text, string SummaryModel);
