"""Route B: answers from claims, for what no relation of the graph holds.

A question comes in, scanned (`qa.question.Question`); a `ClaimAnswer` goes out, or nothing.
Read `types` first, then `index` (finding claims), `cover` (does a claim hold the whole
question?) and `answers` (what the claims that do hold it say).
"""
