using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Query.LogQl;

internal sealed partial class LogQlParser
{
    private List<LabelMatcher> ParseStreamSelector()
    {
        Expect("{");
        var matchers = new List<LabelMatcher>();
        while (!_token.Is("}"))
        {
            if (_token.Kind != LogTokenKind.Identifier)
            {
                throw Unexpected(matchers.Count == 0 ? "expecting IDENTIFIER or }" : "expecting IDENTIFIER");
            }

            string name = _token.Text;
            Advance();
            matchers.Add(ParseMatcher(name));
            if (!TryTake(",") && !_token.Is("}"))
            {
                throw Unexpected("expecting } or ,");
            }
        }

        Advance();
        if (matchers.TrueForAll(static m => m.MatchesEmpty))
        {
            throw new LogQlParseException(
                "queries require at least one regexp or equality matcher that does not have an empty-compatible value. "
                + "For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will");
        }

        return matchers;
    }

    private LabelMatcher ParseMatcher(string name)
    {
        MatchType? type = MatchTypeOf(_token);
        if (type is null)
        {
            throw Unexpected();
        }

        Advance();
        string value = TakeString();
        LabelMatcher? matcher = null;
        Compile(() => matcher = new LabelMatcher(type.Value, name, value), "");
        return matcher!;
    }

    private List<Stage> ParseStages(out Unwrap? unwrap, bool unwrapAllowed)
    {
        var stages = new List<Stage>();
        unwrap = null;
        while (true)
        {
            if (IsLineFilter(_token))
            {
                stages.Add(ParseLineFilter());
            }
            else if (_token.Is("|"))
            {
                Advance();
                if (_token.Is("unwrap"))
                {
                    if (!unwrapAllowed)
                    {
                        throw Unexpected();
                    }

                    Advance();
                    unwrap = ParseUnwrap();
                    return stages;
                }

                stages.Add(ParseStage());
            }
            else
            {
                return stages;
            }
        }
    }

    private LineFilter ParseLineFilter()
    {
        string op = _token.Text;
        Advance();
        var alternatives = new List<LineCondition>();
        do
        {
            alternatives.Add(ParseLineCondition(op));
        }
        while (TryTake("or"));
        return new LineFilter(op[0] == '!', alternatives);
    }

    private LineCondition ParseLineCondition(string op)
    {
        if (_token.Is("ip") && op is "|=" or "!=")
        {
            return new IpCondition(ParseIp());
        }

        string text = TakeString();
        switch (op)
        {
            case "|=" or "!=":
                return new ContainsCondition(text);
            case "|~" or "!~":
                RegexCondition? regex = null;
                Compile(() => regex = new RegexCondition(text), "");
                return regex!;
            default:
                LinePattern pattern = LinePattern.Parse(text, out string problem) ?? throw new LogQlParseException(problem);
                return pattern.HasNamedCapture
                    ? throw new LogQlParseException("named captures are not allowed")
                    : new PatternCondition(pattern);
        }
    }

    private IpRange ParseIp()
    {
        Advance();
        Expect("(");
        string text = TakeString();
        Expect(")");
        return IpRange.Parse(text) ?? throw new LogQlParseException($"ip: invalid pattern: {GoText.Quote(text)}");
    }

    private Stage ParseStage()
    {
        if (_token.Kind != LogTokenKind.Symbol)
        {
            return ParseLabelFilter();
        }

        string word = _token.Text;
        switch (word)
        {
            case "json":
                Advance();
                IReadOnlyList<Extraction> fields = ParseExtractions();
                JsonStage? json = null;
                Compile(() => json = new JsonStage(fields), "");
                return json!;
            case "logfmt":
                Advance();
                return ParseLogfmt();
            case "unpack":
                Advance();
                return new UnpackStage();
            case "decolorize":
                Advance();
                return new DecolorizeStage();
            case "regexp":
                Advance();
                return ParseRegexp();
            case "pattern":
                Advance();
                return ParsePattern();
            case "line_format":
                Advance();
                return new LineFormatStage(ParseTemplate(TakeString()));
            case "label_format":
                Advance();
                return ParseLabelFormat();
            case "drop":
                Advance();
                return new DropStage(ParseNamedLabels());
            case "keep":
                Advance();
                return new KeepStage(ParseNamedLabels());
            default:
                return word == "(" || IsRangeAggregation(word) ? ParseLabelFilter() : throw Unexpected();
        }
    }

    private RegexpStage ParseRegexp()
    {
        string pattern = TakeString();
        RegexpStage? stage = null;
        Compile(() => stage = new RegexpStage(pattern), "");
        return stage!.GroupNames.Count > 0
            ? stage
            : throw new LogQlParseException("at least one named capture must be supplied");
    }

    private PatternStage ParsePattern()
    {
        string text = TakeString();
        LinePattern pattern = LinePattern.Parse(text, out string problem) ?? throw new LogQlParseException(problem);
        return pattern.HasNamedCapture
            ? new PatternStage(text, pattern)
            : throw new LogQlParseException("at least one capture is required: invalid expression");
    }

    private LogfmtStage ParseLogfmt()
    {
        bool strict = false;
        bool keepEmpty = false;
        while (_token.Kind == LogTokenKind.Flag)
        {
            strict |= _token.Text == "--strict";
            keepEmpty |= _token.Text == "--keep-empty";
            if (_token.Text is not ("--strict" or "--keep-empty"))
            {
                throw Unexpected();
            }

            Advance();
        }

        return new LogfmtStage(strict, keepEmpty, ParseExtractions());
    }

    private List<Extraction> ParseExtractions()
    {
        var extractions = new List<Extraction>();
        while (_token.Kind == LogTokenKind.Identifier || IsAssigned())
        {
            string label = TakeIdentifier();
            extractions.Add(new Extraction(label, TryTake("=") ? TakeString() : label));
            if (!TryTake(","))
            {
                break;
            }
        }

        return extractions;
    }

    private LabelFormatStage ParseLabelFormat()
    {
        var formats = new List<LabelFormat>();
        do
        {
            string target = TakeIdentifier();
            Expect("=");
            LabelFormat format = _token.Kind == LogTokenKind.String
                ? new LabelFormat(target, null, ParseTemplate(TakeString()))
                : new LabelFormat(target, TakeIdentifier(), null);
            if (formats.Exists(f => string.Equals(f.Target, target, StringComparison.Ordinal)))
            {
                throw new LogQlParseException($"multiple label name '{target}' not allowed in a single format operation");
            }

            if (target == LineState.ErrorLabel)
            {
                throw new LogQlParseException($"{target} cannot be formatted");
            }

            formats.Add(format);
        }
        while (TryTake(","));
        return new LabelFormatStage(formats);
    }

    private List<NamedLabel> ParseNamedLabels()
    {
        var labels = new List<NamedLabel>();
        do
        {
            string name = TakeIdentifier();
            labels.Add(new NamedLabel(name, MatchTypeOf(_token) is null ? null : ParseMatcher(name)));
        }
        while (TryTake(","));
        return labels;
    }

    private Unwrap ParseUnwrap()
    {
        Quantity quantity = Quantity.Number;
        string label;
        if (_token.Is("duration") || _token.Is("duration_seconds") || _token.Is("bytes"))
        {
            quantity = _token.Is("bytes") ? Quantity.Bytes : Quantity.Duration;
            Advance();
            Expect("(");
            label = TakeIdentifier();
            Expect(")");
        }
        else
        {
            label = TakeIdentifier();
        }

        var filters = new List<Stage>();
        while (TryTake("|"))
        {
            filters.Add(ParseLabelFilter());
        }

        return new Unwrap(label, quantity, filters);
    }

    private static LineTemplate ParseTemplate(string text)
    {
        try
        {
            return LineTemplate.Parse(text);
        }
        catch (TemplateException e)
        {
            throw new LogQlParseException($"invalid line template: {e.Message}");
        }
    }

    private static MatchType? MatchTypeOf(LogToken token) => token.Kind != LogTokenKind.Symbol ? null : token.Text switch
    {
        "=" => MatchType.Equal,
        "!=" => MatchType.NotEqual,
        "=~" => MatchType.Regex,
        "!~" => MatchType.NotRegex,
        _ => null,
    };

    private static bool IsLineFilter(LogToken token) =>
        token.Kind == LogTokenKind.Symbol && token.Text is "|=" or "!=" or "|~" or "!~" or "|>" or "!>";

    private static void Compile(Action create, string prefix)
    {
        try
        {
            create();
        }
        catch (Exception e) when (e is RegexParseException or ArgumentException or FormatException)
        {
            throw new LogQlParseException(prefix + e.Message);
        }
    }
}
