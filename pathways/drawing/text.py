"""How wide words are, and how they are broken into lines, without a font at hand."""

import re
import unicodedata
from functools import cache

# Advance widths of Helvetica in thousandths of the font size, from the space to the tilde (Adobe Font Metrics).
# Arial and Liberation Sans have the same, Source Sans, with which PDFs are set, is narrower.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLDER = 1.1  # no line of Helvetica Bold is wider than this, against the regular one
_OTHER, _FULL = 650, 1100  # other alphabets; East Asian characters and pictures
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"[^-/–—]*[-/–—]+|[^-/–—]+")  # a line may end after a hyphen, a dash or a slash
ELLIPSIS = "…"


def plain(text):
    """`text` in one line, without what XML 1.0 does not allow in a file."""
    return " ".join(_NO_TEXT.sub("", text).split())


def width(text, size, bold=False):
    """The width of `text` at the font size `size`, in the units of `size`; rather too wide than too narrow."""
    units = sum(_advance(character) for character in text)
    return units * size * (_BOLDER if bold else 1) / 1000


@cache
def _advance(character):
    if " " <= character <= "~":
        return _WIDTHS[ord(character) - 32]
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTHS[ord(base) - 32] if " " <= base <= "~" else _OTHER


def wrapped(text, room, size, bold=False, most=None):
    """
    `text` as a list of lines none of which is wider than `room`, where a line holds one character at least. A word
    that is too long is broken. With more than `most` lines, the last one of these ends with an ellipsis.
    """
    lines = []
    for word in _together(plain(text).split(" "), room, size, bold):
        for number, piece in enumerate(_pieces(word)):
            _take(lines, piece, "" if number or not lines else " ", room, size, bold)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and width(last + ELLIPSIS, size, bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + ELLIPSIS]
    return lines


def _together(words, room, size, bold):
    """`words` with those in one that should not be parted, where a line holds them: “4 units”, “term 3”, “units ·”."""
    kept = []
    for place, word in enumerate(words):
        after_number = kept and kept[-1].isdecimal()
        last_number = word.isdecimal() and place == len(words) - 1
        belongs = kept and (word == "·" or after_number or last_number)
        if belongs and width(f"{kept[-1]} {word}", size, bold) <= room:
            kept[-1] += f" {word}"
        else:
            kept.append(word)
    return kept


def _pieces(word):
    """Where a word may be broken; words that were kept together stay so."""
    return [word] if " " in word else _PIECES.findall(word)


def _take(lines, piece, before, room, size, bold):
    """Put `piece` at the end of the last line, or on lines of its own."""
    if lines and width(lines[-1] + before + piece, size, bold) <= room:
        lines[-1] += before + piece
        return
    while len(piece) > 1 and width(piece, size, bold) > room:
        fits = next(
            (length for length in range(len(piece) - 1, 1, -1) if width(piece[:length], size, bold) <= room), 1
        )
        lines.append(piece[:fits])
        piece = piece[fits:]
    lines.append(piece)


def wrapped_parts(text, room, size, bold=False, most=None):
    """As `wrapped`, but lines end where they can between the parts of “10 credits · Concentrator”, without the dot."""
    lines = []
    for part in plain(text).split(" · "):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and width(joined, size, bold) <= room:
            lines[-1] = joined
        else:
            lines += wrapped(part, room, size, bold)
    return wrapped(text, room, size, bold, most) if most and len(lines) > most else lines


def longest_word(text, size, bold=False):
    """The width of the widest part of `text` that `wrapped` does not like to break."""
    pieces = (piece for word in plain(text).split(" ") for piece in _PIECES.findall(word))
    return max((width(piece, size, bold) for piece in pieces), default=0)
