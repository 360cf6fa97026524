"""Documents in, sentences out: loading, segmenting, chunking, embedding, storing and searching."""
