"""What sqlfluff must know to read this project's SQL: DuckDB's named parameters (`$day`), which it has no word for.

sqlfluff loads this package, named by `library_path` in `.sqlfluff`, before it reads a file. By then the dialect of the
first file is made, so its words are changed where they are asked for.
"""

from sqlfluff.core.dialects.base import Dialect
from sqlfluff.core.parser import LiteralSegment, RegexLexer
from sqlfluff.core.parser.lexer import StringLexer

_PARAMETER = RegexLexer("dollar_numeric_literal", r"\$\w+", LiteralSegment)
_words = Dialect.get_lexer_matchers


def _words_with_parameters(dialect: Dialect) -> list[RegexLexer | StringLexer]:
    return [_PARAMETER if word.name == _PARAMETER.name else word for word in _words(dialect)]


Dialect.get_lexer_matchers = _words_with_parameters  # type: ignore[method-assign, assignment]  # no other way in
