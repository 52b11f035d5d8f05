"""The engine: what an offer does, in the order of the pipeline: coverage → limits → classes → row deals → choice → totals."""
