"""Route D, off by default: a chat model of the user's proposes how a refused question may be read.

A question and the words of the ontology go out; a logical form comes back, as data. It is decoded
strictly (`decode`), typed (`check`), and each of its terms must be said by words of the question
(`said`); then the same ranker and gate decide as for any reading (`proposer`). Nothing that a model
writes is shown, run or kept: what answers are rows, with their citations. `chat` alone knows
LangChain. Start with `proposer.py`.
"""
