"""
How names are compared that people write differently: by the runs of three characters that they share.

PostgreSQL has an extension for it (pg_trgm), which neither the embedded server nor every hosted one brings. These
expressions are made of what every PostgreSQL has, are indexed like any list, and give about the same answers.
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import FloatField, Func, TextField, Value
from django.db.models.functions import Concat, Lower, Substr, Trim

ACCENTED = "áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuncAAAAAAEEEEIIIIOOOOOUUUUNC"
JOINING = "[.'’`´]"  # L.L.C. is llc, Joe's is joes
SEPARATING = r"""[-–—_/,;:!?()\[\]{}"“”|+*#@~<>=\\]+"""
# words that tell nobody apart
LEGAL_FORMS = r"\m(the|and|inc|incorporated|llc|llp|lp|ltd|limited|co|company|corp|corporation|pc|pllc|plc|dba)\M"


def name_key(text):
    """The expression `text` without capitals, accents, punctuation, “The”, “and” and legal forms such as Inc."""
    plain = Lower(Func(text, Value(ACCENTED), Value(PLAIN), function="TRANSLATE", output_field=TextField()))
    words = Func(plain, Value("&"), Value(" and "), function="REPLACE", output_field=TextField())
    for pattern, instead in ((JOINING, ""), (SEPARATING, " "), (LEGAL_FORMS, " "), (r"\s+", " ")):
        words = _replaced(words, pattern, instead)
    return Trim(words)


def name_grams(text):
    """The runs of three characters in `name_key`, with blanks around it, as a list; a run may be there twice."""
    padded = Concat(Value("  "), name_key(text), Value(" "), output_field=TextField())
    runs = [_replaced(Substr(padded, start), "(...)|..?$", r"\1|") for start in (1, 2, 3)]
    listed = Func(Concat(*runs, output_field=TextField()), Value("|"), function="STRING_TO_ARRAY")
    return Func(listed, Value(""), function="ARRAY_REMOVE", output_field=ArrayField(TextField()))


def _replaced(text, pattern, instead):
    return Func(
        text, Value(pattern), Value(instead), Value("g"), function="REGEXP_REPLACE", output_field=TextField()
    )


class Likeness(Func):
    """
    How alike two lists of runs are, from 0 to 1: the runs that are in both as a part of all, or, where one name holds
    the other (“Harbor Welding”, “Harbor Welding of Chula Vista”), six tenths of the part of the shorter one.
    """

    arity = 2
    output_field = FloatField()
    template = (
        "(SELECT GREATEST(COUNT(*) FILTER (WHERE sides = 2)::float / GREATEST(COUNT(*), 1),"
        " 0.6 * COUNT(*) FILTER (WHERE sides = 2) / GREATEST(LEAST(SUM(in_one), SUM(in_other)), 6)) FROM"
        " (SELECT COUNT(*) AS sides, 2 - MIN(side) AS in_one, MAX(side) - 1 AS in_other FROM"
        " (SELECT DISTINCT UNNEST(%(one)s), 1 UNION ALL SELECT DISTINCT UNNEST(%(other)s), 2) AS runs(run, side)"
        " GROUP BY run) AS counted)"
    )

    def as_sql(self, compiler, connection, **context):
        """The two lists in their places."""
        (one, one_params), (other, other_params) = map(compiler.compile, self.source_expressions)
        return self.template % {"one": one, "other": other}, (*one_params, *other_params)
