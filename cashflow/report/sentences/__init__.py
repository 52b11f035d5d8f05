"""What a result says in words: each question that is asked of it, and its answer. Pages and `result.sentences()` share them."""

from cashflow.report.sentences.said_sentences import Question, Sentence, Sentences

__all__ = ["Question", "Sentence", "Sentences"]
