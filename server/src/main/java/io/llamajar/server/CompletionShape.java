package io.llamajar.server;

import io.llamajar.TokenLogprob;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How OpenAI's chat and plain completions differ in what they reply with. */
interface CompletionShape {
  /** What ids begin with. */
  String prefix();

  /** The kind of a whole reply. */
  String object();

  /** The kind of a piece of one. */
  String chunkObject();

  /** A whole text; it has log-probabilities if they were asked for. */
  Map<String, Object> choice(int index, String text, Optional<List<TokenLogprob>> logprobs);

  /** What a text begins with in a stream, if with anything. */
  Optional<Map<String, Object>> opening(int index);

  /** A piece of a text. */
  Map<String, Object> piece(int index, String text, Optional<List<TokenLogprob>> logprobs);

  /** The end of a text in a stream. */
  Map<String, Object> ending(int index);
}
