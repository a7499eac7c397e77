using System.Globalization;

namespace Tta.Query.TraceQl;

internal sealed partial class TraceQlLexer
{
    private void Number()
    {
        int start = _position;
        int line = _line;
        int column = ColumnOf(start);
        bool isFloat = SkipNumber();
        string number = _text[start.._position];
        if (TryDuration(number, out long ns, out int end))
        {
            _position = end;
            _tokens.Add(new TraceToken(TraceTokenKind.Duration, _text[start..end], 0, column, Static.Duration(ns)));
        }
        else if (isFloat && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real))
        {
            _tokens.Add(new TraceToken(TraceTokenKind.Float, number, line, column, Static.From(real)));
        }
        else if (!isFloat && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            _tokens.Add(new TraceToken(TraceTokenKind.Integer, number, line, column, Static.From(whole)));
        }
        else
        {
            bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            string problem = $"strconv.{(isFloat ? "ParseFloat" : "Atoi")}: parsing {GoText.Quote(number)}: "
                + (isNumber ? "value out of range" : "invalid syntax");
            _tokens.Add(new TraceToken(TraceTokenKind.Error, problem, line, column));
        }
    }

    // Moves behind the digits, fraction and exponent. True when it is no whole number.
    private bool SkipNumber()
    {
        bool isHex = _text[_position] == '0' && _position + 1 < _text.Length && _text[_position + 1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O';
        if (isHex)
        {
            while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
            {
                _position++;
            }

            return false;
        }

        SkipDigits();
        bool hasFraction = _position < _text.Length && _text[_position] == '.';
        if (hasFraction)
        {
            _position++;
            SkipDigits();
        }

        int sign = _position + 1 < _text.Length && _text[_position + 1] is '+' or '-' ? 1 : 0;
        bool hasExponent = _position + 1 + sign < _text.Length && _text[_position] is 'e' or 'E'
            && char.IsAsciiDigit(_text[_position + 1 + sign]);
        if (hasExponent)
        {
            _position += 1 + sign;
            SkipDigits();
        }

        return hasFraction || hasExponent;
    }

    private void SkipDigits()
    {
        while (_position < _text.Length && (char.IsAsciiDigit(_text[_position]) || _text[_position] == '_'))
        {
            _position++;
        }
    }

    // A number and the letters and digits behind it, if they form a duration together.
    private bool TryDuration(string number, out long ns, out int end)
    {
        end = _position;
        while (end < _text.Length
            && (char.IsNumber(_text[end]) || _text[end] is 'n' or 's' or 'u' or 'm' or 'h' or '\u00b5' or 'd' or 'w' or 'y' or '.'))
        {
            end++;
        }

        ns = 0;
        return end > _position && DurationFormat.TryParse(number + _text[_position..end], out ns);
    }
}
