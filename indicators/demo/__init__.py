"""
The demonstration: the real region with invented figures, the same ones each time.

`story` says what is to be seen (which measure does well, who is late), `people` who can sign in, `fill` writes it.
"""

from .fill import fill
from .people import ACCOUNTS, PASSWORD

__all__ = ["ACCOUNTS", "PASSWORD", "fill"]
