"""Quantiles of Student's t, for the intervals of estimates and of agreement. Standard library alone."""

from __future__ import annotations


def t_quantile(normal: float, freedom: float) -> float:
    """The quantile of Student's t with ``freedom`` degrees, from the ``normal`` quantile of the same probability.

    Cornish-Fisher expansion (Abramowitz and Stegun, 26.7.5); good to .001 from ten degrees on.
    """
    z = normal
    terms = (
        z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )  # fmt: skip
    return float(sum(term / freedom**power for power, term in enumerate(terms)))
