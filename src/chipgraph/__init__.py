"""chipgraph: exact, cited answers over a knowledge graph of the AI chip market."""
