"""`python -m chipgraph` is `chipgraph`."""

from chipgraph.cli import main

if __name__ == "__main__":
    main()
