"""A formula as letters that every spreadsheet and shell can show."""

from __future__ import annotations

import re

_ACCENT = re.compile(r"\\(hat|tilde|bar)\s*(\\[A-Za-z]+|\w)")
_ROOT = re.compile(r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}")
_WORDS = re.compile(r"\\(?:text|mathrm|mathcal)\{([^{}]*)\}")
_SPACE = re.compile(r"\\[,:;]|\\quad")


def plain_text(tex: str) -> str:
    r"""A title or name in TeX without its signs: `\hat x_0` is "x_hat_0", `\sqrt{\beta_t}` is "sqrt(beta_t)"."""
    text = _WORDS.sub(r"\1", tex)
    text = _ACCENT.sub(r"\2_\1", text)
    text = _ROOT.sub(r"sqrt(\1)", text)
    text = _SPACE.sub(" ", text)
    text = text.replace(r"\times", "x").replace("—", "-")
    text = re.sub(r"\\([A-Za-z]+)", r"\1", text)
    text = re.sub(r"[{}]", "", text)
    return re.sub(r" +", " ", text).strip()
