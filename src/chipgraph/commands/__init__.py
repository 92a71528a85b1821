"""The commands of the command line; `chipgraph.cli` puts them together."""
