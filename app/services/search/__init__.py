"""Finding things over all boards: what is asked (`query`), who answers (`protocol`), and the index of SQLite."""
