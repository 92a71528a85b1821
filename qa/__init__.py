"""Answers questions: a question and the dialogue so far come in, a cited `Answer` goes out.

Two routes meet in one gate. Route A reads the question as a typed logical form over the graph and
compiles it to one Cypher query; route B finds the claims of the documents that say what is asked.
What neither covers is refused. Start with `pipeline.py`: it names the stages in order.
"""
