"""Opening: from bytes, workbooks, frames or streams to sheets of cells, with the evidence that chose the reading."""
