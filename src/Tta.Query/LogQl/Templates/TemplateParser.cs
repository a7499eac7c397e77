using System.Globalization;
using System.Text;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>Reads a template. One instance reads one template.</summary>
internal sealed class TemplateParser(string text)
{
    private const int MaxDepth = 50;

    private int _position;
    private int _actionEnd;
    private int _depth;

    public IReadOnlyList<TemplateNode> Parse()
    {
        List<TemplateNode> nodes = ParseNodes(out string end);
        return end.Length == 0 ? nodes : throw Fail($"unexpected {{{{{end}}}}}");
    }

    // Reads up to the end of the template, {{end}} or {{else ...}}.
    private List<TemplateNode> ParseNodes(out string end)
    {
        if (++_depth > MaxDepth)
        {
            throw Fail("nested too deeply");
        }

        var nodes = new List<TemplateNode>();
        while (_position < text.Length)
        {
            int open = text.IndexOf("{{", _position, StringComparison.Ordinal);
            AddText(nodes, open < 0 ? text.Length : open);
            if (open < 0)
            {
                break;
            }

            string action = OpenAction(open);
            string word = FirstWord(action);
            if (word is "end" or "else")
            {
                end = action;
                _depth--;
                return nodes;
            }

            if (word == "if")
            {
                nodes.Add(ParseIf(action["if".Length..]));
            }
            else if (word is "range" or "with" or "define" or "template" or "block" or "break" or "continue" || word.StartsWith('$'))
            {
                throw Fail($"{word} is not supported; supported are fields, functions and if");
            }
            else if (!action.StartsWith("/*", StringComparison.Ordinal))
            {
                nodes.Add(new ActionNode(ParseExpr(action)));
            }
        }

        end = "";
        _depth--;
        return nodes;
    }

    private IfNode ParseIf(string condition)
    {
        var branches = new List<(TemplateExpr? Condition, IReadOnlyList<TemplateNode> Body)>();
        TemplateExpr? current = ParseExpr(condition);
        while (true)
        {
            List<TemplateNode> body = ParseNodes(out string end);
            branches.Add((current, body));
            if (end.Length == 0)
            {
                throw Fail("unexpected EOF");
            }

            if (end == "end")
            {
                return new IfNode(branches);
            }

            string rest = end["else".Length..].Trim();
            current = rest.Length == 0 ? null
                : FirstWord(rest) == "if" ? ParseExpr(rest["if".Length..])
                : throw Fail($"unexpected {{{{{end}}}}}");
        }
    }

    private void AddText(List<TemplateNode> nodes, int end)
    {
        string part = text[_position..end];
        bool trimRight = end < text.Length && text.AsSpan(end).StartsWith("{{- ");
        bool trimLeft = _actionEnd > 0 && text.AsSpan(0, _actionEnd).EndsWith(" -}}");
        part = trimRight ? part.TrimEnd() : part;
        part = trimLeft ? part.TrimStart() : part;
        if (part.Length > 0)
        {
            nodes.Add(new TextNode(part));
        }
    }

    private string OpenAction(int open)
    {
        int start = open + 2 + (text.AsSpan(open + 2).StartsWith("- ") ? 1 : 0);
        char quote = '\0';
        for (int i = start; i < text.Length - 1; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' && quote == '"' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '`')
            {
                quote = c;
            }
            else if (c == '}' && text[i + 1] == '}')
            {
                _position = _actionEnd = i + 2;
                int end = text.AsSpan(0, i).EndsWith(" -") ? i - 1 : i;
                return text[start..end].Trim();
            }
        }

        throw Fail("unclosed action");
    }

    private TemplateExpr ParseExpr(string action)
    {
        List<string> words = SplitWords(action);
        int next = 0;
        TemplateExpr expr = ParsePipeline(words, ref next);
        return next == words.Count ? expr : throw Fail($"unexpected {GoText.Quote(words[next])} in command");
    }

    private TemplateExpr ParsePipeline(List<string> words, ref int next)
    {
        if (++_depth > MaxDepth)
        {
            throw Fail("nested too deeply");
        }

        TemplateExpr? value = null;
        do
        {
            next += value is null ? 0 : 1;
            value = ParseCommand(words, ref next, value);
        }
        while (next < words.Count && words[next] == "|");
        _depth--;
        return value;
    }

    private TemplateExpr ParseCommand(List<string> words, ref int next, TemplateExpr? piped)
    {
        if (next == words.Count || words[next] is "|" or ")")
        {
            throw Fail("missing value for command");
        }

        string head = words[next];
        bool isFunction = char.IsLetter(head[0]) || head[0] == '_';
        if (!isFunction || head is "true" or "false" or "nil")
        {
            TemplateExpr operand = ParseOperand(words, ref next);
            return piped is null ? operand : throw Fail($"can't give argument to non-function {head}");
        }

        next++;
        var arguments = new List<TemplateExpr>();
        while (next < words.Count && words[next] is not ("|" or ")"))
        {
            arguments.Add(ParseOperand(words, ref next));
        }

        if (piped is not null)
        {
            arguments.Add(piped);
        }

        return Call(head, arguments);
    }

    private TemplateExpr ParseOperand(List<string> words, ref int next)
    {
        string word = words[next++];
        switch (word[0])
        {
            case '.':
                return new FieldExpr(word[1..]);
            case '"' or '`':
                return new LiteralExpr(StringText.Unquote(word));
            case '(':
                TemplateExpr inner = ParsePipeline(words, ref next);
                if (next == words.Count || words[next++] != ")")
                {
                    throw Fail("unclosed left paren");
                }

                return inner;
        }

        if (word is "true" or "false")
        {
            return new LiteralExpr(word == "true");
        }

        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return new LiteralExpr(whole);
        }

        return GoText.TryParseFloat(word, out double number) ? new LiteralExpr(number) : Call(word, []);
    }

    private static CallExpr Call(string name, List<TemplateExpr> arguments)
    {
        if (!TemplateFunctions.TryGet(name, out TemplateFunction? function))
        {
            throw Fail($"function {GoText.Quote(name)} not defined");
        }

        return arguments.Count >= function.MinArguments && arguments.Count <= function.MaxArguments
            ? new CallExpr(name, function, arguments)
            : throw Fail($"wrong number of args for {name}: want {function.MinArguments} got {arguments.Count}");
    }

    private static List<string> SplitWords(string action)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i < action.Length; i++)
        {
            char c = action[i];
            if (c is '"' or '`')
            {
                int end = i + 1;
                while (end < action.Length && action[end] != c)
                {
                    string? problem = null;
                    end++;
                    if (c == '"' && action[end - 1] == '\\')
                    {
                        problem = StringText.SkipEscape(action, ref end, c);
                    }

                    if (problem is not null)
                    {
                        throw Fail(problem);
                    }
                }

                if (end >= action.Length)
                {
                    throw Fail("unterminated quoted string");
                }

                words.Add(action[i..(end + 1)]);
                i = end;
            }
            else if (char.IsWhiteSpace(c) || c is '|' or '(' or ')')
            {
                Flush(words, word);
                if (!char.IsWhiteSpace(c))
                {
                    words.Add(c.ToString());
                }

                continue;
            }
            else
            {
                word.Append(c);
            }
        }

        Flush(words, word);
        return words;
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    private static string FirstWord(string action)
    {
        int end = action.AsSpan().IndexOfAny(" \t\n(|");
        return end < 0 ? action : action[..end];
    }

    private static TemplateException Fail(string problem) => new($"template: line:1: {problem}");
}
